/// What the rankings of one query after the other add up to.
struct RetrievalMeasures: Sendable {
  /// What the ranking for one query comes to.
  struct Query: Sendable {
    /// The rank of the first item of the query's class.
    var firstRank = Double.infinity
    /// `nil` for a query without another item of its class.
    var precision: (all: Double, atDepth: Double)?
    var hierarchicalPrecision: [Double] = []
  }

  /// The depth of `meanAveragePrecisionAt50`.
  private static let depth = 50

  private let labels: [Int]
  private let sizes: [Int: Int]
  private let hierarchy: ClassHierarchy?
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
  func measured(
    query: Int, excludingSelf: Bool, positions: UnsafeBufferPointer<UInt32>
  ) -> Query {
    let label = labels[query]
    let relevant = (sizes[label] ?? 0) - (excludingSelf ? 1 : 0)
    let wantedClasses = min(hierarchy?.ranks.max() ?? 0, sizes.count)
    var classes: [Int] = []
    var seen: Set<Int> = []
    var (rank, found) = (0, 0)
    var result = Query()
    var (sum, sumAtDepth) = (0.0, 0.0)
    for position in positions where !excludingSelf || position != UInt32(query) {
      guard found < relevant || classes.count < wantedClasses else { break }
      rank += 1
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
      result.precision = (
        sum / Double(relevant), sumAtDepth / Double(min(relevant, Self.depth))
      )
    }
    result.hierarchicalPrecision = hierarchy?.precision(of: classes, for: label) ?? []
    return result
  }

  /// Adds what the ranking for a query came to.
  mutating func add(_ query: Query) {
    firstRanks.append(query.firstRank)
    precision += query.precision?.all ?? 0
    precisionAtDepth += query.precision?.atDepth ?? 0
    for (index, share) in query.hierarchicalPrecision.enumerated() {
      hierarchicalPrecision[index] += share
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
