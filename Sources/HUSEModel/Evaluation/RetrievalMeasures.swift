/// Measures the rankings of queries.
struct RetrievalMeasures: Sendable {
  /// The depth of `meanAveragePrecisionAt50`.
  private static let depth = 50

  private let labels: [Int]
  private let sizes: [Int: Int]
  private let hierarchy: ClassHierarchy?

  init(labels: [Int], hierarchy: ClassHierarchy?) {
    self.labels = labels
    self.hierarchy = hierarchy
    sizes = Dictionary(grouping: labels, by: \.self).mapValues(\.count)
  }

  /// Measures the ranking of a query; reads only as many items as necessary.
  func measured(
    query: Int, excludingSelf: Bool, positions: UnsafeBufferPointer<UInt32>
  ) -> QueryOutcome {
    let label = labels[query]
    let relevant = (sizes[label] ?? 0) - (excludingSelf ? 1 : 0)
    let wantedClasses = min(hierarchy?.ranks.max() ?? 0, sizes.count)
    var ranking = hierarchy?.distances.ranking(for: query, excludingSelf: excludingSelf)
    var classes: [Int] = []
    var seen: Set<Int> = []
    var (rank, found) = (0, 0)
    var result = QueryOutcome()
    var (sum, sumAtDepth) = (0.0, 0.0)
    for position in positions where !excludingSelf || position != UInt32(query) {
      guard
        found < relevant || classes.count < wantedClasses || ranking.map({ !$0.isFull }) ?? false
      else { break }
      rank += 1
      ranking?.append(Int(position))
      let other = labels[Int(position)]
      if classes.count < wantedClasses, seen.insert(other).inserted { classes.append(other) }
      if other == label {
        found += 1
        if found == 1 { result.firstRank = Double(rank) }
        sum += Double(found) / Double(rank)
        if rank <= Self.depth { sumAtDepth += Double(found) / Double(rank) }
      }
    }
    if relevant > 0 {
      result.averagePrecision = sum / Double(relevant)
      result.averagePrecisionAt50 = sumAtDepth / Double(min(relevant, Self.depth))
    }
    result.hierarchicalPrecision = hierarchy?.precision(of: classes, for: label) ?? []
    result.treeDistanceAt1 = ranking?.firstDistance
    result.averageHierarchicalPrecision = ranking?.averagePrecision
    return result
  }
}
