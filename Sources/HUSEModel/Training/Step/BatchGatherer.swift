internal import Dispatch
internal import Synchronization

/// Gathers a batch on another thread, into memory that is reused for the batch after the next.
///
/// `@unchecked Sendable`: between `start` and the end of `finish` only the queue touches the
/// variables, and otherwise only the caller.
final class BatchGatherer: @unchecked Sendable {
  private let source: any PairedDataset
  private let queue = DispatchQueue(label: "HUSE.BatchGatherer")
  private let isDone = DispatchSemaphore(value: 0)
  /// Two alternating sets of memory, by the number of rows; one of them belongs to the batch in
  /// use.
  private var memory: [[Int: Memory]] = [[:], [:]]
  private var turn = 0
  private var result: Result<PairedFeatures, HUSEError>?
  private let isEnded = Atomic(false)

  private struct Memory {
    var images: Matrix
    var texts: Matrix
  }

  init(_ source: some PairedDataset) { self.source = source }

  /// Begins to gather rows.
  func start(_ rows: ArraySlice<Int>) {
    queue.async {
      guard !self.isEnded.load(ordering: .relaxed) else { return }
      self.result = Result { () throws(HUSEError) in try self.gather(rows) }
      self.isDone.signal()
    }
  }

  /// Waits for the pairs whose gathering was started last, and returns them.
  func finish() throws(HUSEError) -> PairedFeatures {
    isDone.wait()
    let result = result!
    self.result = nil
    return try result.get()
  }

  /// Stops gathering: the source is not asked for rows after this returns.
  func end() {
    isEnded.store(true, ordering: .relaxed)
    queue.sync {}
  }

  private func gather(_ rows: ArraySlice<Int>) throws(HUSEError) -> PairedFeatures {
    turn = 1 - turn
    // Removed while it is filled, so that it has one owner and is not copied.
    var memory =
      memory[turn].removeValue(forKey: rows.count)
      ?? Memory(
        images: Matrix(rows: rows.count, columns: source.imageDimension),
        texts: Matrix(rows: rows.count, columns: source.textDimension))
    if !rows.isEmpty || source.isSharded {
      try source.gather(rows: rows, images: &memory.images, texts: &memory.texts)
    }
    self.memory[turn][rows.count] = memory
    let labels = source.labels
    return PairedFeatures(
      batch: memory.images, memory.texts, labels: rows.map { labels[$0] },
      classNames: source.classNames)
  }
}
