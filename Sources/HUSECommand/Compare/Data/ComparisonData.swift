import HUSE

/// The pairs that systems are compared on, and what their classes mean.
struct ComparisonData: Sendable {
  let pairs: PairedFeatures
  /// Rows of one group stay on one side of a division.
  let groups: [ItemGroup]
  /// The rows of the official test part, where the data set has one.
  let officialTest: [Int]?
  let meaning: ClassMeaning

  /// Divides the pairs: where there is an official test part by it, else at random, each class by
  /// itself.
  func split(
    testFraction: Double, seed: UInt64
  ) throws(HUSEError) -> (train: ComparisonData, test: PairedFeatures) {
    let rows: (train: [Int], test: [Int])
    if let officialTest {
      let held = Set(officialTest)
      rows = (pairs.labels.indices.filter { !held.contains($0) }, officialTest)
    } else {
      rows = try pairs.splitRows(testFraction: testFraction, seed: seed, groups: groups)
    }
    let train = ComparisonData(
      pairs: pairs.selecting(rows: rows.train), groups: rows.train.map { groups[$0] },
      officialTest: nil, meaning: meaning)
    return (train, pairs.selecting(rows: rows.test))
  }
}

/// What the classes mean: what losses hold embeddings to, and what retrieval is judged by.
struct ClassMeaning: Sendable {
  /// ψ, the embedding of each class, as unit rows: of its name, or of its place in the graph.
  let embeddings: Matrix
  /// A, for the graph loss.
  let graph: SemanticGraph
  /// The hierarchy for HP@K.
  let taxonomy: Taxonomy
}

extension ComparisonData {
  init(
    _ data: EncodedData, ignoringGroups: Bool, meaning options: MeaningOptions,
    encoder: BERTEncoder
  ) throws(HUSEError) {
    let names = data.pairs.classNames
    let named = try MeaningOptions.embeddings(of: names, encoder: encoder)
    let graph = try options.graph(of: names) { encoder }
    self.init(
      pairs: data.pairs,
      groups: ignoringGroups ? data.pairs.labels.indices.map(ItemGroup.alone) : data.groups,
      officialTest: data.officialTest,
      meaning: ClassMeaning(
        // All systems learn from the same distances.
        embeddings: options.graph == .names
          ? named : try graph.classEmbeddings(dimension: named.columns),
        graph: graph, taxonomy: try options.hierarchy.tree(of: names)))
  }
}
