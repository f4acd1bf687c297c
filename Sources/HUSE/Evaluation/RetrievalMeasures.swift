/// What the rankings of one query after the other add up to.
struct RetrievalMeasures {
  /// The depth of `meanAveragePrecisionAt50`.
  private static let depth = 50

  private let labels: [Int]
  private let sizes: [Int: Int]
  private let hierarchy: ClassHierarchy?
  /// The rank of the first item of the query's class.
  private var firstRanks: [Double] = []
  private var precision = 0.0
  private var precisionAtDepth = 0.0
  private var hierarchicalPrecision: [Double]

  init(labels: [Int], hierarchy: ClassHierarchy?) {
    self.labels = labels
    self.hierarchy = hierarchy
    sizes = Dictionary(grouping: labels, by: \.self).mapValues(\.count)
    hierarchicalPrecision = [Double](repeating: 0, count: hierarchy?.ranks.count ?? 0)
  }

  /// Goes along the items of a query, no further than it has to.
  mutating func add(
    query: Int, excludingSelf: Bool, positions: UnsafeBufferPointer<UInt32>
  ) {
    let label = labels[query]
    let relevant = (sizes[label] ?? 0) - (excludingSelf ? 1 : 0)
    let wantedClasses = min(hierarchy?.ranks.max() ?? 0, sizes.count)
    var classes: [Int] = []
    var seen: Set<Int> = []
    var (rank, found) = (0, 0)
    var firstRank = Double.infinity
    var (sum, sumAtDepth) = (0.0, 0.0)
    for position in positions where !excludingSelf || position != UInt32(query) {
      guard found < relevant || classes.count < wantedClasses else { break }
      rank += 1
      let other = labels[Int(position)]
      if classes.count < wantedClasses, seen.insert(other).inserted { classes.append(other) }
      if other == label {
        found += 1
        if found == 1 { firstRank = Double(rank) }
        sum += Double(found) / Double(rank)
        if rank <= Self.depth { sumAtDepth += Double(found) / Double(rank) }
      }
    }
    firstRanks.append(firstRank)
    if relevant > 0 {
      precision += sum / Double(relevant)
      precisionAtDepth += sumAtDepth / Double(min(relevant, Self.depth))
    }
    if let hierarchy {
      for (index, share) in hierarchy.precision(of: classes, for: label).enumerated() {
        hierarchicalPrecision[index] += share
      }
    }
  }

  /// The means over the queries.
  func result(ranks: [Int]) -> RetrievalReport.Result {
    let count = Double(max(firstRanks.count, 1))
    let sorted = firstRanks.sorted()
    let middle = sorted.count / 2
    let median: Double? =
      sorted.isEmpty
      ? nil
      : sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    return RetrievalReport.Result(
      recall: ranks.map { rank in Double(firstRanks.count { $0 <= Double(rank) }) / count },
      medianRank: median, meanAveragePrecision: precision / count,
      meanAveragePrecisionAt50: precisionAtDepth / count,
      hierarchicalPrecision: hierarchicalPrecision.map { $0 / count })
  }
}
