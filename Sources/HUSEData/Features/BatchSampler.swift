import HUSECore

/// The rows of batch after batch: every epoch goes through all rows once, in a new random order, or
/// through the classes again and again.
///
/// A value whose whole state is `seed`, `epoch` and `position`: a sampler made with the same three
/// continues with the same batches.
///
/// ```swift
/// var sampler = BatchSampler(count: 5, batchSize: 2, seed: 7)
/// sampler.next().count    // 2, then 2, then 1, then 2 of the next epoch
/// ```
public struct BatchSampler: Sendable, Equatable {
  /// The number of rows.
  public let count: Int
  /// The largest number of rows in a batch.
  public let batchSize: Int
  /// Whether the rows that are left over at the end of an epoch, fewer than a batch, are skipped.
  public let dropsPartialBatch: Bool
  /// The seed of all orders.
  public let seed: UInt64
  /// The epoch of the last batch, from 0; of the first one before there was any.
  public private(set) var epoch: Int
  /// The place of the next batch's first row in the order of the epoch.
  public private(set) var position: Int
  private var order: [Int]
  private let balanced: BalancedOrder?

  /// Creates a sampler, at the beginning or where another one was.
  ///
  /// - Parameters:
  ///   - count: The number of rows.
  ///   - batchSize: The number of rows in a batch; at most `count` of them if that is less.
  ///   - seed: Decides the order of every epoch.
  ///   - balancedLabels: The class of each row where every class is to come equally often: an epoch
  ///     then has as many rows as ever, those of small classes several times and not all of large
  ///     ones. `nil` for every row once.
  ///   - dropsPartialBatch: Whether to leave out the last batch of an epoch if it is not full.
  ///   - epoch: The epoch to begin with.
  ///   - position: The place in the order of the epoch to begin with.
  /// - Precondition: `count` and `batchSize` are positive, `epoch` is not negative, `position`
  ///   lies in `0...count`, and there is a label for each row if there are any.
  public init(
    count: Int, batchSize: Int, seed: UInt64, balancedLabels: [Int]? = nil,
    dropsPartialBatch: Bool = false, epoch: Int = 0, position: Int = 0
  ) {
    precondition(count > 0, "count: expected a positive number, found \(count)")
    precondition(batchSize > 0, "batchSize: expected a positive number, found \(batchSize)")
    precondition(epoch >= 0, "epoch: expected 0 or more, found \(epoch)")
    precondition((0...count).contains(position), "position \(position) of \(count) rows")
    self.count = count
    self.batchSize = min(batchSize, count)
    self.seed = seed
    self.dropsPartialBatch = dropsPartialBatch
    self.epoch = epoch
    self.position = position
    order = []
    balanced = balancedLabels.map {
      precondition($0.count == count, "\($0.count) labels for \(count) rows")
      return BalancedOrder(labels: $0)
    }
    shuffle()
    if isEpochOver { beginEpoch(epoch + 1) }
  }

  /// The number of batches in an epoch.
  public var batchesPerEpoch: Int {
    dropsPartialBatch ? count / batchSize : (count - 1) / batchSize + 1
  }

  /// The rows of the next batch; after the last of an epoch the next epoch begins.
  ///
  /// Allocates nothing if the batch before is no longer held.
  public mutating func next() -> ArraySlice<Int> {
    if isEpochOver { beginEpoch(epoch + 1) }
    let end = min(position + batchSize, count)
    defer { position = end }
    return order[position..<end]
  }

  /// The epoch that the next batch belongs to.
  public var nextEpoch: Int { isEpochOver ? epoch + 1 : epoch }

  /// This sampler, or where it stands within an epoch the one that begins the next.
  public var atBeginningOfEpoch: BatchSampler {
    guard position > 0, !isEpochOver else { return self }
    var next = self
    next.beginEpoch(epoch + 1)
    return next
  }

  private var isEpochOver: Bool {
    position >= count || dropsPartialBatch && position + batchSize > count
  }

  private mutating func beginEpoch(_ epoch: Int) {
    self.epoch = epoch
    position = 0
    shuffle()
  }

  /// Puts the rows in the order of the epoch, which depends on `seed` and `epoch` alone.
  private mutating func shuffle() {
    if order.isEmpty { order = Array(0..<count) }
    for row in 0..<count { order[row] = row }
    // Two rounds of mixing: seeds or epochs that follow one another give unrelated orders.
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
