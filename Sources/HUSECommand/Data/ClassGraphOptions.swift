import ArgumentParser
import Foundation
import HUSE

/// The options for the meaning of the classes.
struct ClassGraphOptions: ParsableArguments {
  @Option(
    help: """
      Source of the distances of classes: \(GraphSource.list). By default the hierarchy if there \
      is one, else the names if their encoder is available, else none; manual: names.
      """)
  var graph: GraphSource?

  @OptionGroup var hierarchy: HierarchyOptions
}

/// The options for the tree of the classes.
struct HierarchyOptions: ParsableArguments {
  @Option(help: "Hierarchy of the classes: a .txt, .nwk or .csv file. By default their paths.")
  var taxonomy: FilePath?

  @Option(help: "Hierarchy of the classes: a folder with index.noun and data.noun of WordNet.")
  var wordnet: FilePath?

  @Option(help: "Synsets of the classes in WordNet: a .csv file, or food101.")
  var synsets: SynsetSource?

  /// Whether a hierarchy was given, beyond the paths of the classes.
  var isGiven: Bool { taxonomy != nil || wordnet != nil }

  func checkTogether() throws {
    if taxonomy != nil, wordnet != nil {
      throw ValidationError("Pass --taxonomy or --wordnet, not both.")
    }
    if synsets != nil, wordnet == nil { throw ValidationError("--synsets needs --wordnet.") }
  }
}

/// The source of the distances of classes.
enum GraphSource: String, CaseIterable, ExpressibleByArgument {
  /// The cosine distances of the embeddings of class names.
  case names
  /// The cosine distances of class paths, level by level.
  case paths
  /// The heights in the hierarchy.
  case taxonomy
}

/// The source of the synsets of classes.
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
  /// The distances of the classes for the graph loss; `encoder` is called only if class names are
  /// encoded.
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

  /// The embeddings of class names, unit rows; `/` and `_` in names separate words.
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
