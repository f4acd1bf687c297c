/// How well one query found items of its class.
///
/// The measures in `RetrievalReport.Result` are means of these over the queries, except the median
/// rank.
public struct QueryOutcome: Sendable, Hashable {
  /// The rank, from 1, of the first item of the query's class; infinite if there is none.
  public internal(set) var firstRank = Double.infinity
  /// The average precision, in [0, 1]; 0 if the query's class has no other item.
  public internal(set) var averagePrecision = 0.0
  /// The average precision over the 50 nearest items, in [0, 1].
  public internal(set) var averagePrecisionAt50 = 0.0
  /// HP@K in [0, 1] for each K of `RetrievalReport.hierarchicalRanks`; empty without a taxonomy.
  public internal(set) var hierarchicalPrecision: [Double] = []
  /// The distance in the tree, in [0, 1], between the classes of the query and of the first result;
  /// 1 if there is no result, `nil` without a taxonomy.
  public internal(set) var treeDistanceAt1: Double?
  /// The average hierarchical precision of Barz and Denzler, in [0, 1]; `nil` without a taxonomy.
  public internal(set) var averageHierarchicalPrecision: Double?

  /// 1 if an item of the query's class is among the K nearest, else 0.
  public func recall(at rank: Int) -> Double { firstRank <= Double(rank) ? 1 : 0 }
}
