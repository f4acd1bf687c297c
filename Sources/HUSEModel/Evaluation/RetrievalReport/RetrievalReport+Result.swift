extension RetrievalReport {
  /// The result in one direction.
  public struct Result: Sendable, Hashable {
    /// The ranks K at which recall is measured.
    public let ranks: [Int]
    /// R@K in [0, 1] for each K of `ranks`: the share of queries with an item of their class among
    /// the K nearest.
    public let recall: [Double]
    /// The median over queries of the rank, from 1, of the first item of the query's class.
    ///
    /// It is `nil` if there are no queries, and infinite if half of the queries find nothing.
    public let medianRank: Double?
    /// The mean average precision over queries, in [0, 1].
    ///
    /// Average precision is the mean, over the items of the query's class, of the share of such
    /// items among the results up to and including each of them.
    public let meanAveragePrecision: Double
    /// The mean average precision over only the 50 nearest items, in [0, 1].
    ///
    /// The sum is divided by the number of items of the class, but by at most 50.
    public let meanAveragePrecisionAt50: Double
    /// The ranks K at which hierarchical precision is measured; empty without a taxonomy.
    public let hierarchicalRanks: [Int]
    /// HP@K in [0, 1] for each K of `hierarchicalRanks`; empty without a taxonomy.
    public let hierarchicalPrecision: [Double]
    /// The mean distance in the tree between the classes of the query and of the first result, in
    /// [0, 1].
    ///
    /// The distance is `Taxonomy.dissimilarity(of:and:)`. The value is `nil` without a taxonomy or
    /// without queries.
    public let treeDistanceAt1: Double?
    /// mAHP@250 in [0, 1]; `nil` without a taxonomy or without queries.
    public let meanAverageHierarchicalPrecision: Double?
    /// The outcome of each query, in the order of the pairs.
    public internal(set) var queries: [QueryOutcome]

    /// R@K in [0, 1]; `nil` for a K that is not among `ranks`.
    public func recall(at rank: Int) -> Double? {
      ranks.firstIndex(of: rank).map { recall[$0] }
    }

    /// HP@K in [0, 1]; `nil` for a K that is not among `hierarchicalRanks`.
    public func hierarchicalPrecision(at rank: Int) -> Double? {
      hierarchicalRanks.firstIndex(of: rank).map { hierarchicalPrecision[$0] }
    }

    var withoutQueries: Result {
      var result = self
      result.queries = []
      return result
    }
  }
}

extension RetrievalReport.Result {
  /// The means over the queries.
  init(queries: [QueryOutcome], ranks: [Int], hierarchicalRanks: [Int]) {
    func mean(_ values: some Sequence<Double>) -> Double {
      values.reduce(0, +) / Double(max(queries.count, 1))
    }
    func meanIfAny(_ value: (QueryOutcome) -> Double?) -> Double? {
      let values = queries.compactMap(value)
      return values.isEmpty ? nil : mean(values)
    }
    let firstRanks = queries.map(\.firstRank).sorted()
    let middle = firstRanks.count / 2
    medianRank =
      firstRanks.isEmpty
      ? nil
      : firstRanks.count % 2 == 1
        ? firstRanks[middle] : (firstRanks[middle - 1] + firstRanks[middle]) / 2
    self.ranks = ranks
    recall = ranks.map { rank in mean(queries.lazy.map { $0.recall(at: rank) }) }
    meanAveragePrecision = mean(queries.lazy.map(\.averagePrecision))
    meanAveragePrecisionAt50 = mean(queries.lazy.map(\.averagePrecisionAt50))
    self.hierarchicalRanks = hierarchicalRanks
    hierarchicalPrecision = hierarchicalRanks.indices.map { index in
      mean(queries.lazy.map { $0.hierarchicalPrecision[index] })
    }
    treeDistanceAt1 = meanIfAny(\.treeDistanceAt1)
    meanAverageHierarchicalPrecision = meanIfAny(\.averageHierarchicalPrecision)
    self.queries = queries
  }
}
