import HUSE
import Testing

/// The outcome of each query against a sort of all items, with distances from the taxonomy.
@Suite struct QueryOutcomeTests {
  private static let classPaths = [
    "fruit", "fruit/apple", "fruit/citrus/lemon", "fruit/citrus/lime", "bread/rye/dark",
    "bread/white", "pizza", "bread/rye/light", "bread", "tea",
  ]

  private let labels: [Int]
  private let images: Matrix
  private let texts: Matrix
  private let taxonomy: Taxonomy
  private let report: RetrievalReport

  /// More items than mAHP looks at.
  ///
  /// The vectors have the length 1 and exact products, many of them equal; nine of the ten classes
  /// occur.
  init() throws {
    var generator = SplitMix64(seed: 5)
    func signs(_ rows: Int) -> Matrix {
      var signs = Matrix(rows: rows, columns: 16)
      signs.updateValues { $0 = generator.nextUniform() < 0.5 ? 0.25 : -0.25 }
      return signs
    }
    labels = (0..<290).map { _ in generator.nextInteger(below: 9) }
    images = signs(290)
    texts = signs(290)
    taxonomy = try Taxonomy(classPaths: Self.classPaths)
    report = try RetrievalReport(
      images: Embeddings(normalizing: images), texts: Embeddings(normalizing: texts),
      labels: labels, classNames: Self.classPaths, in: taxonomy, hierarchicalRanks: [1, 5])
  }

  /// The labels of what a query finds, nearest first.
  private func found(_ query: Int, _ direction: RetrievalDirection) -> [Int] {
    let within = direction == .imageToImage || direction == .textToText
    let queries = direction == .imageToImage || direction == .imageToText ? images : texts
    let items = direction == .imageToImage || direction == .textToImage ? images : texts
    func product(_ item: Int) -> Float {
      zip(queries[row: query], items[row: item]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return labels.indices.filter { !within || $0 != query }
      .map { (product: product($0), item: $0) }
      .sorted { ($1.product, $0.item) < ($0.product, $1.item) }
      .map { labels[$0.item] }
  }

  /// For one query in six: there is no faster way that would be as plain.
  @Test(arguments: RetrievalDirection.allCases)
  func agreesWithASortOfAllItems(direction: RetrievalDirection) throws {
    #expect(report[direction].queries.count == labels.count)
    for (query, outcome) in report[direction].queries.enumerated() where query % 6 == 0 {
      let (label, found) = (labels[query], found(query, direction))
      let ranks = found.indices.filter { found[$0] == label }.map { Double($0 + 1) }
      #expect(outcome.firstRank == ranks[0])
      #expect(outcome.recall(at: 1) == (found[0] == label ? 1 : 0))
      #expect(outcome.recall(at: 290) == 1)
      let precisions = ranks.enumerated().map { Double($0.offset + 1) / $0.element }
      #expect(
        abs(outcome.averagePrecision - precisions.reduce(0, +) / Double(ranks.count)) < 1e-12)
      #expect(outcome.hierarchicalPrecision[0] == outcome.recall(at: 1))
      #expect(outcome.hierarchicalPrecision.count == 2)

      let similarities = try found.map {
        try 1
          - taxonomy.dissimilarity(of: Self.classPaths[label], and: Self.classPaths[$0])
      }
      #expect(abs(try #require(outcome.treeDistanceAt1) - (1 - similarities[0])) < 1e-12)
      let best = similarities.sorted(by: >)
      let curve = (1...250).map { similarities[..<$0].reduce(0, +) / best[..<$0].reduce(0, +) }
      let area = zip(curve, curve[1...]).reduce(0) { $0 + ($1.0 + $1.1) / 2 }
      #expect(
        abs(try #require(outcome.averageHierarchicalPrecision) - area / 249) < 1e-9)
    }
  }

  @Test(arguments: RetrievalDirection.allCases)
  func theReportHoldsTheMeans(direction: RetrievalDirection) throws {
    let result = report[direction]
    func expectMean(_ mean: Double?, of value: (QueryOutcome) -> Double?) throws {
      let values = result.queries.compactMap(value)
      #expect(values.count == labels.count)
      let expected: Double = values.reduce(0, +) / Double(labels.count)
      let difference = abs(try #require(mean) - expected)
      #expect(difference < 1e-12)
    }
    try expectMean(result.recall[0]) { $0.recall(at: 1) }
    try expectMean(result.recall[2]) { $0.recall(at: 10) }
    try expectMean(result.meanAveragePrecision, of: \.averagePrecision)
    try expectMean(result.meanAveragePrecisionAt50, of: \.averagePrecisionAt50)
    try expectMean(result.hierarchicalPrecision[1]) { $0.hierarchicalPrecision[1] }
    try expectMean(result.treeDistanceAt1, of: \.treeDistanceAt1)
    try expectMean(result.meanAverageHierarchicalPrecision, of: \.averageHierarchicalPrecision)
  }
}
