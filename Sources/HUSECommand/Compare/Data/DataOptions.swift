import ArgumentParser
import Foundation
import HUSE

/// The options that say what is compared on.
struct DataOptions: ParsableArguments {
  @Option(
    help: """
      A folder with images/ and a table of image, text and classes; a folder of UPMC Food-101; or a \
      feature file (.safetensors, .npz) or a folder of them (.npy, .csv).
      """)
  var data: String

  @Option(help: "The name of the table in the folder.")
  var table = "data.csv"

  @Option(
    help: "A folder with all-MiniLM-L6-v2/ and efficientnet-lite0.safetensors (fetch-encoders).")
  var encoders = ".cache/encoders"

  @Option(help: "Where the systems take the distances of classes from: \(GraphSource.list).")
  var graph = GraphSource.names

  @Option(help: "The hierarchy of the classes: a .txt, .nwk or .csv file; by default their paths.")
  var taxonomy: String?

  @Option(help: "The hierarchy of the classes: a folder with index.noun and data.noun of WordNet.")
  var wordnet: String?

  @Option(help: "The synsets of the classes in WordNet: a .csv file, or food101.")
  var synsets: String?

  func validate() throws {
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

  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension DataOptions {
  /// Reads and encodes the data; features are kept in `cache`.
  func read(cache: URL, progress: (EncodingProgress) -> Void) throws -> ComparisonData {
    let encoders = URL(fileURLWithPath: encoders, isDirectory: true)
    let sentence = try BERTEncoder(
      contentsOf: encoders.appendingPathComponent("all-MiniLM-L6-v2", isDirectory: true))
    let source = URL(fileURLWithPath: data)
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: source.path, isDirectory: &isFolder)
    let holdsFeatures = ["images.npy", "images.csv"].contains {
      FileManager.default.fileExists(atPath: source.appendingPathComponent($0).path)
    }
    if exists && !isFolder.boolValue || holdsFeatures {
      let pairs = try PairedFeatures(contentsOf: source)
      return ComparisonData(
        pairs: pairs, groups: pairs.labels.indices.map(ItemGroup.alone), officialTest: nil,
        meaning: try meaning(of: pairs.classNames, encoder: sentence))
    }
    let (items, officialTest) = try items(in: source)
    let sentenceFile = encoders.appendingPathComponent("all-MiniLM-L6-v2/model.safetensors")
    let imageFile = encoders.appendingPathComponent("efficientnet-lite0.safetensors")
    let name = table.replacingOccurrences(of: ".csv", with: "")
      .replacingOccurrences(of: "/", with: "-")
    let pairs = try items.encoded(
      images: EfficientNetLite0(contentsOf: imageFile), texts: sentence,
      cache: FeatureCache(
        folder: cache, imageEncoder: "EfficientNet-Lite0 (\(FeatureCache.state(of: imageFile)))",
        textEncoder: "all-MiniLM-L6-v2 (\(FeatureCache.state(of: sentenceFile)))",
        textsName: "texts-\(name)"),
      progress: progress)
    return ComparisonData(
      pairs: pairs, groups: items.groups, officialTest: officialTest,
      meaning: try meaning(of: pairs.classNames, encoder: sentence))
  }

  private func items(in folder: URL) throws -> (PairedItems, officialTest: [Int]?) {
    let isFood101 = ["train_titles.csv", "texts/train_titles.csv"].contains {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
    }
    guard isFood101 else {
      let items = try PairedItems(contentsOf: folder, table: table, onInvalidRow: .drop)
      report(dropped: items.dropped)
      return (items, nil)
    }
    let food = try UPMCFood101(contentsOf: folder, onInvalidRow: .drop)
    report(dropped: food.train.dropped + food.test.dropped)
    let count = food.train.count
    return (
      PairedItems(Array(food.train) + Array(food.test)), Array(count..<count + food.test.count)
    )
  }

  private func report(dropped: [HUSEError]) {
    guard !dropped.isEmpty else { return }
    let lines =
      ["Left out \(dropped.count) rows that cannot be used. The first:"]
      + dropped.prefix(3).map { "  \($0)" }
    FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
  }

  private func meaning(
    of classNames: [String], encoder: some TextEncoder
  ) throws -> ClassMeaning {
    let readable = classNames.map {
      $0.replacingOccurrences(of: "/", with: ", ").replacingOccurrences(of: "_", with: " ")
    }
    let embeddings = try encoder.features(of: readable).normalizedRows
    let taxonomy = try hierarchy(of: classNames)
    let graph =
      switch self.graph {
      case .names: try SemanticGraph(classEmbeddings: embeddings, classNames: classNames)
      case .paths: try SemanticGraph(classPaths: classNames, encodedBy: encoder)
      case .taxonomy: try SemanticGraph(classNames: classNames, in: taxonomy)
      }
    // All systems learn from the same distances.
    return ClassMeaning(
      embeddings: self.graph == .names
        ? embeddings : try graph.classEmbeddings(dimension: embeddings.columns),
      graph: graph, taxonomy: taxonomy)
  }

  private func hierarchy(of classNames: [String]) throws -> Taxonomy {
    if let taxonomy {
      return try Taxonomy(contentsOf: URL(fileURLWithPath: taxonomy), classNames: classNames)
    }
    guard let wordnet else { return try Taxonomy(classPaths: classNames) }
    let mapping: SynsetMapping =
      switch synsets {
      case nil: SynsetMapping()
      case "food101": .food101
      case let file?: try SynsetMapping(contentsOf: URL(fileURLWithPath: file))
      }
    return try Taxonomy(
      classNames: classNames,
      in: WordNet(contentsOf: URL(fileURLWithPath: wordnet, isDirectory: true)), mapping: mapping)
  }
}
