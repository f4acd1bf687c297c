import Foundation
import HUSE

/// The pairs that systems are compared on, and what their classes mean.
struct ComparisonData: Sendable {
  let pairs: PairedFeatures
  /// Rows of one group stay on one side of a division.
  let groups: [ItemGroup]
  let meaning: ClassMeaning
  let taxonomy: Taxonomy

  /// Reads a folder of pictures and texts, and encodes them; features are kept in `cache`.
  init(
    folder: URL, table: String, encoders: URL, cache: URL, progress: (EncodingProgress) -> Void
  ) throws {
    let sentenceFolder = encoders.appendingPathComponent("all-MiniLM-L6-v2", isDirectory: true)
    let sentence = try BERTEncoder(contentsOf: sentenceFolder)
    let image = try EfficientNetLite0(
      contentsOf: encoders.appendingPathComponent("efficientnet-lite0.safetensors"))
    let items = try PairedItems(contentsOf: folder, table: table, onInvalidRow: .drop)
    let features = try items.encoded(
      images: image, texts: sentence,
      cache: FeatureCache(
        folder: cache, imageEncoder: "EfficientNet-Lite0, ImageNet, 224 pixels",
        textEncoder: "all-MiniLM-L6-v2, mean of the last layer",
        textsName: "texts-\(table.replacingOccurrences(of: ".csv", with: ""))"),
      progress: progress)
    try self.init(features, groups: items.groups, encoder: sentence)
  }

  /// Takes features of any origin; classes that are paths form the hierarchy.
  init(
    _ pairs: PairedFeatures, groups: [ItemGroup], encoder: some TextEncoder
  ) throws(HUSEError) {
    self.pairs = pairs
    self.groups = groups
    let names = pairs.classNames.map { $0.replacingOccurrences(of: "/", with: ", ") }
    let embeddings = try encoder.features(of: names).normalizedRows
    meaning = ClassMeaning(
      embeddings: embeddings,
      graph: try SemanticGraph(classEmbeddings: embeddings, classNames: pairs.classNames))
    taxonomy = try Taxonomy(classPaths: pairs.classNames)
  }

  /// Divides the pairs at random, each class by itself.
  func split(testFraction: Double, seed: UInt64) throws(HUSEError) -> (
    train: ComparisonData, test: PairedFeatures
  ) {
    let (train, test) = try pairs.splitRows(
      testFraction: testFraction, seed: seed, groups: groups)
    return (
      ComparisonData(
        pairs: pairs.selecting(rows: train), groups: train.map { groups[$0] }, meaning: meaning,
        taxonomy: taxonomy),
      pairs.selecting(rows: test)
    )
  }

  private init(
    pairs: PairedFeatures, groups: [ItemGroup], meaning: ClassMeaning, taxonomy: Taxonomy
  ) {
    self.pairs = pairs
    self.groups = groups
    self.meaning = meaning
    self.taxonomy = taxonomy
  }
}
