internal import HUSECore

/// The standard deviations of means over queries, by resampling groups of queries.
///
/// Queries of one group, such as versions of one drawing, are no independent draws, so whole groups
/// are drawn with replacement (Efron and Tibshirani, "An introduction to the bootstrap", 1993).
struct GroupedBootstrap: Sendable {
  static let resamples = 1000
  static let seed: UInt64 = 1

  /// The rows of each group.
  private let groups: [[Int]]

  init(groups: [ItemGroup]) {
    self.groups = groups.indices.reduce(into: [ItemGroup: [Int]]()) { rows, row in
      rows[groups[row], default: []].append(row)
    }
    // In a fixed order, so that the same seed draws the same groups.
    .values.sorted { $0[0] < $1[0] }
  }

  /// The number of groups.
  var count: Int { groups.count }

  /// The deviation of the mean of each column, which has a value for each query; `nil` for a single
  /// group.
  func deviations(of columns: [[Double]]) -> [Double]? {
    guard groups.count > 1 else { return nil }
    let width = columns.count
    // The sums of a group, and its number of queries in the last column.
    var sums = [Double](repeating: 0, count: groups.count * (width + 1))
    for (group, rows) in groups.enumerated() {
      for (column, values) in columns.enumerated() {
        sums[group * (width + 1) + column] = rows.reduce(0) { $0 + values[$1] }
      }
      sums[group * (width + 1) + width] = Double(rows.count)
    }
    var seeds = SplitMix64(seed: Self.seed)
    let generators = (0..<Self.resamples).map { _ in SplitMix64(seed: seeds.next()) }
    let means = Parallel.map(Self.resamples) { [sums] index in
      Self.mean(of: sums, width: width, count: groups.count, drawnBy: generators[index])
    }
    return (0..<width).map { column in
      let values = means.map { $0[column] }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(values.count - 1)).squareRoot()
    }
  }

  private static func mean(
    of sums: [Double], width: Int, count: Int, drawnBy generator: SplitMix64
  ) -> [Double] {
    var generator = generator
    var total = [Double](repeating: 0, count: width + 1)
    sums.withUnsafeBufferPointer { sums in
      for _ in 0..<count {
        let start = generator.nextInteger(below: count) * (width + 1)
        for column in 0...width { total[column] += sums[start + column] }
      }
    }
    return total.dropLast().map { $0 / total[width] }
  }
}
