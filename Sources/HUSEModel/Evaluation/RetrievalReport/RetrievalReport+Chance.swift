extension RetrievalReport {
  /// R@K of a random order of the items, which a method must beat.
  ///
  /// For a query with m items of its class among n, 1 − C(n − m, K) / C(n, K), averaged over
  /// queries.
  ///
  /// - Parameters:
  ///   - labels: the class of each item.
  ///   - rank: K.
  ///   - withinModality: whether a query is one of the items; it is then not among its own results.
  /// - Returns: a share from 0 to 1.
  public static func chance(labels: [Int], rank: Int, withinModality: Bool) -> Double {
    guard !labels.isEmpty else { return 0 }
    let sizes = Dictionary(grouping: labels, by: \.self).mapValues(\.count)
    let items = labels.count - (withinModality ? 1 : 0)
    var sum = 0.0
    for size in sizes.values {
      let relevant = size - (withinModality ? 1 : 0)
      var miss = 1.0
      for drawn in 0..<min(rank, items) {
        miss *= Double(max(items - relevant - drawn, 0)) / Double(items - drawn)
      }
      sum += Double(size) * (1 - miss)
    }
    return sum / Double(labels.count)
  }
}
