/// A batch, and the position in the data after it.
struct TrainingBatch {
  /// The pairs that contain those of this rank in the batch; all pairs if they are in memory.
  let pairs: PairedFeatures
  /// The rows of this rank's pairs in `pairs`; `nil` for all rows in order.
  let rows: ArraySlice<Int>?
  /// The labels of the whole batch if ranks share it, otherwise `nil`.
  let labels: [Int32]?
  /// The rows of the batch in the whole data.
  let sourceRows: ArraySlice<Int>
  let place: SamplerPosition
  let epoch: Int
  let endsEpoch: Bool
}

/// The batches of a call of `train`, in order.
///
/// The rows of each, or of each block that ranks get, are sorted by class.
///
/// Pairs in memory are used without a copy; those of any other source are gathered on another
/// thread while training works on the previous batch. Only this rank's share of a batch is
/// gathered.
struct BatchSequence {
  private var sampler: BatchSampler
  private var order: ClassCountingSort?
  private var spreading: BlockSpreading?
  private let labels: [Int]
  private let pairs: PairedFeatures?
  private let gatherer: BatchGatherer?
  private let isSharded: Bool
  private let distribution: DistributedTraining?
  private var pending: Pending?
  private var remaining: Int

  private struct Pending {
    let rows: ArraySlice<Int>
    let place: SamplerPosition
    let endsEpoch: Bool
  }

  /// Begins at the position of the sampler; `classOrder` is the rank of each class, if the order
  /// matters.
  init(
    of source: some PairedDataset, from sampler: BatchSampler, count: Int, classOrder: [Int]?,
    distribution: DistributedTraining? = nil
  ) {
    self.sampler = sampler
    self.distribution = distribution
    order = classOrder.map(ClassCountingSort.init)
    spreading = distribution.map { BlockSpreading(blockSize: $0.blockSize) }
    labels = source.labels
    pairs = source as? PairedFeatures
    gatherer = pairs == nil ? BatchGatherer(source) : nil
    isSharded = source.isSharded
    remaining = count
  }

  /// The next batch, or `nil` on every rank if a task of one is cancelled.
  ///
  /// - Throws: what the source of the pairs throws; `HUSEError.rankFailed` if that of another rank
  ///   throws; `.communicationFailed`.
  /// - Precondition: fewer than `count` batches were taken.
  mutating func next(with agreement: RankAgreement) throws(HUSEError) -> TrainingBatch? {
    let isCancelled = Task.isCancelled
    // Reading what ranks share is a meeting, to which either all come or none.
    if isSharded {
      return try agreement.proceed(isCancelled: isCancelled) ? nil : next()
    }
    let batch = isCancelled ? nil : try next()
    return try agreement.proceed(isCancelled: isCancelled) ? nil : batch
  }

  private mutating func next() throws(HUSEError) -> TrainingBatch {
    precondition(remaining > 0, "no batch is left")
    remaining -= 1
    guard let gatherer else {
      let next = nextRows()
      return batch(next, in: pairs!, rows: share(of: next.rows))
    }
    if pending == nil { request(from: gatherer) }
    let current = pending!
    pending = nil
    let gathered = try gatherer.finish()
    // Nothing else may be exchanged while sharded features are.
    if remaining > 0, !isSharded { request(from: gatherer) }
    return batch(current, in: gathered, rows: nil)
  }

  /// Stops reading from the source.
  func end() { gatherer?.end() }

  private func batch(
    _ next: Pending, in pairs: PairedFeatures, rows: ArraySlice<Int>?
  ) -> TrainingBatch {
    TrainingBatch(
      pairs: pairs, rows: rows,
      labels: distribution.map { _ in next.rows.map { Int32(labels[$0]) } }, sourceRows: next.rows,
      place: next.place, epoch: next.place.epoch, endsEpoch: next.endsEpoch)
  }

  /// The rows of a batch whose towers this rank computes.
  private func share(of rows: ArraySlice<Int>) -> ArraySlice<Int> {
    guard let shard = distribution?.shard(ofPairs: rows.count) else { return rows }
    return rows[shard.ownPairs.offset(by: rows.startIndex)]
  }

  private mutating func nextRows() -> Pending {
    let (drawn, labels) = (sampler.next(), labels)
    let sorted = order?.sort(drawn, labels: labels)
    let rows = sorted.map { spreading?.spread($0) ?? $0 } ?? drawn
    return Pending(
      rows: rows, place: sampler.place, endsEpoch: sampler.nextEpoch != sampler.epoch)
  }

  private mutating func request(from gatherer: BatchGatherer) {
    let next = nextRows()
    pending = next
    gatherer.start(share(of: next.rows))
  }
}
