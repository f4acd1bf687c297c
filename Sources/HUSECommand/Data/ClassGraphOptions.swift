import ArgumentParser
import Foundation
import HUSE

/// The options that say what classes mean.
struct ClassGraphOptions: ParsableArguments {
  @Option(
    help: """
      Where the distances of classes come from: \(GraphSource.list). By default the hierarchy where \
      there is one, else names with the encoder at hand, else there are none; manual: names.
      """)
  var graph: GraphSource?

  @OptionGroup var hierarchy: HierarchyOptions
}

/// The options that give the tree of the classes.
struct HierarchyOptions: ParsableArguments {
  @Option(help: "The hierarchy of the classes: a .txt, .nwk or .csv file; by default their paths.")
  var taxonomy: FilePath?

  @Option(help: "The hierarchy of the classes: a folder with index.noun and data.noun of WordNet.")
  var wordnet: FilePath?

  @Option(help: "The synsets of the classes in WordNet: a .csv file, or food101.")
  var synsets: SynsetSource?

  func checkTogether() throws {
    if taxonomy != nil, wordnet != nil {
      throw ValidationError("Pass --taxonomy or --wordnet, not both.")
    }
    if synsets != nil, wordnet == nil { throw ValidationError("--synsets goes with --wordnet.") }
  }
}

/// Where the graph's distances come from.
enum GraphSource: String, CaseIterable, ExpressibleByArgument {
  /// Cosine distances of the embeddings of class names.
  case names
  /// The same of class paths, level by level.
  case paths
  /// Heights in the hierarchy.
  case taxonomy
}

/// Where the synsets of classes come from.
enum SynsetSource: PathSetting {
  case food101
  case file(FilePath)

  init?(argument: String) {
    guard argument != "food101" else {
      self = .food101
      return
    }
    guard let path = FilePath(argument: argument) else { return nil }
    self = .file(path)
  }

  var filePath: FilePath? {
    switch self {
    case .food101: nil
    case .file(let path): path
    }
  }

  var defaultValueDescription: String { filePath?.path ?? "food101" }
  static var defaultCompletionKind: CompletionKind { .file(extensions: ["csv"]) }
}

extension ClassGraphOptions {
  /// The distances of the classes for the graph loss.
  ///
  /// - Parameter encoder: makes the encoder of class names, where names are taken.
  func graph(
    of classNames: [String], encoder: () throws(HUSEError) -> BERTEncoder
  ) throws(HUSEError) -> SemanticGraph {
    switch graph ?? .names {
    case .names:
      try SemanticGraph(
        classEmbeddings: Self.embeddings(of: classNames, encoder: encoder()),
        classNames: classNames)
    case .paths: try SemanticGraph(classPaths: classNames, encodedBy: encoder())
    case .taxonomy: try SemanticGraph(classNames: classNames, in: hierarchy.tree(of: classNames))
    }
  }

  /// The embeddings of class names, unit rows; `/` and `_` in names are no letters.
  static func embeddings(
    of classNames: [String], encoder: some TextEncoder
  ) throws(HUSEError) -> Matrix {
    let readable = classNames.map {
      $0.replacingOccurrences(of: "/", with: ", ").replacingOccurrences(of: "_", with: " ")
    }
    return try encoder.features(of: readable).normalizedRows
  }
}

extension HierarchyOptions {
  /// The tree of the classes.
  func tree(of classNames: [String]) throws(HUSEError) -> Taxonomy {
    if let taxonomy { return try Taxonomy(contentsOf: taxonomy.url, classNames: classNames) }
    guard let wordnet else { return try Taxonomy(classPaths: classNames) }
    let mapping: SynsetMapping =
      switch synsets {
      case nil: SynsetMapping()
      case .food101: .food101
      case .file(let file): try SynsetMapping(contentsOf: file.url)
      }
    return try Taxonomy(
      classNames: classNames, in: WordNet(contentsOf: wordnet.url), mapping: mapping)
  }
}
