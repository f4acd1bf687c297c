import HUSECore

/// Draws the rows of the batches of training.
///
/// Every epoch takes all rows once in a new random order, or balances the classes. The state of a
/// sampler is its `seed`, `epoch` and `position`: a sampler with the same three values gives the
/// same batches.
///
/// ```swift
/// var sampler = try BatchSampler(count: 5, batchSize: 2, seed: 7)
/// sampler.next().count    // 2, then 2, then 1, then 2 of the next epoch
/// ```
public struct BatchSampler: Sendable, Equatable {
  /// The number of rows.
  public let count: Int
  /// The largest number of rows in a batch.
  public let batchSize: Int
  /// Whether an incomplete batch at the end of an epoch is skipped.
  public let skipsPartialBatch: Bool
  /// The seed of the orders of all epochs.
  public let seed: UInt64
  /// The epoch of the last batch, from 0, or of the first batch if there has been none.
  public private(set) var epoch: Int
  /// The position of the next batch in the order of the epoch.
  public private(set) var position: Int
  private var order: [Int]
  private let balanced: BalancedOrder?

  /// Creates a sampler at the beginning, or at the state of another one.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - batchSize: the number of rows in a batch; a larger number than `count` is the same as
  ///     `count`.
  ///   - seed: the seed of the orders of all epochs.
  ///   - balancedLabels: the class of each row, to draw every class equally often. An epoch still
  ///     has `count` rows: those of small classes are repeated, and not all of large classes are
  ///     used. `nil` draws every row once.
  ///   - skipsPartialBatch: whether an incomplete batch at the end of an epoch is skipped.
  ///   - epoch: the first epoch.
  ///   - position: the first position in the order of the epoch.
  /// - Throws: `HUSEError.invalidArgument` if `count` or `batchSize` is below 1, `epoch` is
  ///   negative or `position` is not in `0...count`; `.shapeMismatch` unless there is a label for
  ///   each row.
  public init(
    count: Int, batchSize: Int, seed: UInt64, balancedLabels: [Int]? = nil,
    skipsPartialBatch: Bool = false, epoch: Int = 0, position: Int = 0
  ) throws(HUSEError) {
    for (name, number, minimum) in [
      ("count", count, 1), ("batchSize", batchSize, 1), ("epoch", epoch, 0),
      ("position", position, 0),
    ] where number < minimum {
      throw .invalidArgument(
        name: name, found: "\(number)", expected: "a number of at least \(minimum)")
    }
    guard position <= count else {
      throw .invalidArgument(
        name: "position", found: "\(position)", expected: "at most the \(count) rows")
    }
    guard balancedLabels.map({ $0.count == count }) ?? true else {
      throw .shapeMismatch(
        expected: [count], found: [balancedLabels?.count ?? 0], in: "labels of a balanced sampler",
        remedy: "Pass one label for each row.")
    }
    self.count = count
    self.batchSize = min(batchSize, count)
    self.seed = seed
    self.skipsPartialBatch = skipsPartialBatch
    self.epoch = epoch
    self.position = position
    order = []
    balanced = balancedLabels.map { BalancedOrder(labels: $0) }
    shuffle()
    if isEpochOver { beginEpoch(epoch + 1) }
  }

  /// The number of batches in an epoch.
  public var batchesPerEpoch: Int {
    skipsPartialBatch ? count / batchSize : (count - 1) / batchSize + 1
  }

  /// The rows of the next batch.
  ///
  /// After the last batch of an epoch, the next epoch begins.
  ///
  /// Allocates nothing if the previous batch is no longer referenced.
  public mutating func next() -> ArraySlice<Int> {
    if isEpochOver { beginEpoch(epoch + 1) }
    let end = min(position + batchSize, count)
    defer { position = end }
    return order[position..<end]
  }

  /// The epoch of the next batch.
  public var nextEpoch: Int { isEpochOver ? epoch + 1 : epoch }

  /// This sampler if it is at the beginning of an epoch, otherwise the one that begins the next
  /// epoch.
  public var atBeginningOfEpoch: BatchSampler {
    guard position > 0, !isEpochOver else { return self }
    var next = self
    next.beginEpoch(epoch + 1)
    return next
  }

  private var isEpochOver: Bool {
    position >= count || skipsPartialBatch && position + batchSize > count
  }

  private mutating func beginEpoch(_ epoch: Int) {
    self.epoch = epoch
    position = 0
    shuffle()
  }

  /// Sets the order of the epoch, which depends only on `seed` and `epoch`.
  private mutating func shuffle() {
    if order.isEmpty { order = Array(0..<count) }
    for row in 0..<count { order[row] = row }
    // Two rounds of mixing give unrelated orders for adjacent seeds and epochs.
    var mixer = SplitMix64(seed: seed)
    mixer = SplitMix64(seed: mixer.next() &+ UInt64(epoch))
    var generator = SplitMix64(seed: mixer.next())
    if let balanced {
      balanced.fill(&order, using: &generator)
    } else {
      generator.shuffle(&order)
    }
  }
}
