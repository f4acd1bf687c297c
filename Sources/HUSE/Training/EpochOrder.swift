/// The order of one epoch: every row once, in random order, in batches of nearly one size.
///
/// The batches of an epoch differ by at most one row: a small remainder would be a noisy step.
struct EpochOrder: Sendable {
  private let order: [Int]
  private let batchCount: Int

  init(rowCount: Int, batchSize: Int, using generator: inout SplitMix64) {
    order = generator.permutation(of: rowCount)
    batchCount = Self.batchCount(rowCount: rowCount, batchSize: batchSize)
  }

  static func batchCount(rowCount: Int, batchSize: Int) -> Int {
    (rowCount + batchSize - 1) / batchSize
  }

  var batches: some Sequence<ArraySlice<Int>> {
    (0..<batchCount).lazy.map { [order, batchCount] index in
      order[index * order.count / batchCount..<(index + 1) * order.count / batchCount]
    }
  }
}
