/// Retrieval quality in four directions, where a result is correct if it has the query's class:
/// tables 1 and 2 of the paper.
///
/// ```swift
/// let report = try RetrievalReport(
///   images: model.embed(imageFeatures: test.images), texts: model.embed(textFeatures: test.texts),
///   labels: test.labels, classNames: test.classNames, in: taxonomy)
/// print(report)                                // all figures, a line for each direction
/// report[.textToImage].recall(at: 5)           // R@5
/// report[.textToImage].meanAveragePrecision
/// report[.textToImage].hierarchicalPrecision   // HP@2, HP@5 and HP@10
/// report[.textToImage].treeDistanceAt1         // 0 if every first result is of the query's class
/// ```
///
/// Every item is a query. The others are ranked by cosine distance, and ties by position. Within
/// one modality, a query is not among its own results. Across modalities, its own partner counts. A
/// query whose class has no other item to find counts as a miss, with an average precision of 0.
public struct RetrievalReport: Sendable, Hashable {
  /// The ranks K at which recall is measured.
  public let ranks: [Int]
  /// The ranks K at which hierarchical precision is measured; empty without a taxonomy.
  public let hierarchicalRanks: [Int]
  private let results: [RetrievalDirection: Result]

  init(results: [RetrievalDirection: Result], ranks: [Int], hierarchicalRanks: [Int]) {
    self.results = results
    self.ranks = ranks
    self.hierarchicalRanks = hierarchicalRanks
  }

  /// Measures retrieval on pairs of embeddings.
  ///
  /// Memory in addition to the embeddings: one block of similarities of 256 queries with all items,
  /// and about 100 bytes for the outcome of each query in each direction.
  ///
  /// - Parameters:
  ///   - images: the embeddings of the images; any unit vectors of one dimension.
  ///   - texts: the embeddings of the texts, in the same order.
  ///   - labels: the class of each pair.
  ///   - ranks: the ranks K at which recall is measured.
  /// - Throws: `HUSEError.shapeMismatch` if the numbers of rows or the dimensions differ.
  public init(
    images: Embeddings, texts: Embeddings, labels: [Int], ranks: [Int] = [1, 5, 10]
  ) throws(HUSEError) {
    try self.init(
      images: images, texts: texts, labels: labels, ranks: ranks, hierarchy: nil)
  }

  /// Measures retrieval on pairs of embeddings whose classes form a tree.
  ///
  /// HP@K is the hierarchical precision of Frome et al. (2013): the share of the first K distinct
  /// classes among the ranked items that are in the set of correct classes for the query's class
  /// and K. That set is `Taxonomy.correctClasses(for:atLeast:)` in the tree of the classes that
  /// occur. A class has the rank of its nearest item, so it counts once, however many items it has.
  /// If fewer than K classes can be found, the share refers to those.
  ///
  /// mAHP is the mean average hierarchical precision of Barz and Denzler (2019), who define HP@k
  /// differently: with d the dissimilarity of two classes in the given tree and s = 1 − d,
  ///
  ///     HP@k = Σ_{i ≤ k} s(query, item i) / the largest sum that k items can have
  ///     AHP  = Σ_{k = 2…K} (HP@(k − 1) + HP@k) / 2 / (K − 1)
  ///
  /// where K is 250, or the number of items to be found if that is smaller. AHP is the mean height
  /// of the curve of HP@k by the trapezoidal rule, which is 1 for the best order. AHP is HP@1 if
  /// there is one item, and 0 if no item is nearer to the query than the root of the tree.
  ///
  /// Memory in addition to the embeddings and to a report without a taxonomy: 4 bytes for each pair
  /// of classes that occur, and about 64 bytes for each query in each direction.
  ///
  /// - Parameters:
  ///   - images: the embeddings of the images; any unit vectors of one dimension.
  ///   - texts: the embeddings of the texts, in the same order.
  ///   - labels: the class of each pair.
  ///   - classNames: the names of the classes, by label.
  ///   - taxonomy: a tree that holds at least the classes that occur.
  ///   - ranks: the ranks K at which recall is measured.
  ///   - hierarchicalRanks: the ranks K at which hierarchical precision is measured.
  /// - Throws: `HUSEError.shapeMismatch` if the numbers of rows or the dimensions differ,
  ///   `.invalidRow` for a label without a name, `.invalidData` for a class that the tree lacks.
  public init(
    images: Embeddings, texts: Embeddings, labels: [Int], classNames: [String],
    in taxonomy: Taxonomy, ranks: [Int] = [1, 5, 10], hierarchicalRanks: [Int] = [2, 5, 10]
  ) throws(HUSEError) {
    let hierarchy = try ClassHierarchy(
      of: labels, classNames: classNames, in: taxonomy, ranks: hierarchicalRanks)
    try self.init(
      images: images, texts: texts, labels: labels, ranks: ranks, hierarchy: hierarchy)
  }

  private init(
    images: Embeddings, texts: Embeddings, labels: [Int], ranks: [Int],
    hierarchy: ClassHierarchy?
  ) throws(HUSEError) {
    for (embeddings, place) in [(images, "image embeddings"), (texts, "text embeddings")]
    where embeddings.count != labels.count || embeddings.dimension != images.dimension {
      throw .shapeMismatch(
        expected: [labels.count, images.dimension],
        found: [embeddings.count, embeddings.dimension], in: "\(place) to be evaluated",
        remedy: "Pass an image and a text embedding of one dimension for each label.")
    }
    self.ranks = ranks
    hierarchicalRanks = hierarchy?.ranks ?? []
    let embeddings = ByModality(image: images, text: texts)
    let ranked = ByModality(image: RankedItems(images), text: RankedItems(texts))
    var results: [RetrievalDirection: Result] = [:]
    for direction in RetrievalDirection.allCases {
      results[direction] = Self.result(
        finding: ranked[direction.result], with: embeddings[direction.query],
        excludingSelf: direction.isWithinModality, labels: labels, ranks: ranks,
        hierarchy: hierarchy)
    }
    self.results = results
  }

  /// The recall at `ranks` within feature vectors of one modality, which need not be embeddings.
  ///
  /// - Throws: `HUSEError.shapeMismatch` unless there is a row for each label, `.invalidRow` for a
  ///   value that is not finite.
  public static func recall(
    within features: Matrix, labels: [Int], ranks: [Int] = [1, 5, 10]
  ) throws(HUSEError) -> [Double] {
    guard features.rows == labels.count else {
      throw .shapeMismatch(
        expected: [labels.count, features.columns], found: [features.rows, features.columns],
        in: "features to be evaluated", remedy: "Pass one row for each label.")
    }
    let rows = try Embeddings(normalizing: features)
    return result(
      finding: RankedItems(rows), with: rows, excludingSelf: true, labels: labels, ranks: ranks,
      hierarchy: nil
    ).recall
  }

  /// The result in one direction.
  public subscript(direction: RetrievalDirection) -> Result {
    results[direction]
      ?? Result(queries: [], ranks: ranks, hierarchicalRanks: hierarchicalRanks)
  }

  /// R@K in a direction, in [0, 1]; `nil` for a K that is not among `ranks`.
  public func recall(at rank: Int, _ direction: RetrievalDirection) -> Double? {
    self[direction].recall(at: rank)
  }

  /// HP@K in a direction, in [0, 1]; `nil` for a K that is not among `hierarchicalRanks`.
  public func hierarchicalPrecision(at rank: Int, _ direction: RetrievalDirection) -> Double? {
    self[direction].hierarchicalPrecision(at: rank)
  }

  /// A copy without the outcomes of single queries, which take most of the space.
  public var withoutQueries: RetrievalReport {
    RetrievalReport(
      results: results.mapValues(\.withoutQueries), ranks: ranks,
      hierarchicalRanks: hierarchicalRanks)
  }

  private static func result(
    finding items: RankedItems, with queries: Embeddings, excludingSelf: Bool, labels: [Int],
    ranks: [Int], hierarchy: ClassHierarchy?
  ) -> Result {
    let measures = RetrievalMeasures(labels: labels, hierarchy: hierarchy)
    let outcomes = items.ranked(for: queries) { query, positions in
      measures.measured(query: query, excludingSelf: excludingSelf, positions: positions)
    }
    return Result(queries: outcomes, ranks: ranks, hierarchicalRanks: hierarchy?.ranks ?? [])
  }
}
