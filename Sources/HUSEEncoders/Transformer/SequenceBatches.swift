internal import HUSECore

/// Sequences of similar lengths together, each batch of about as many tokens.
struct SequenceBatches: Sendable {
  /// The positions of a batch's sequences.
  let batches: [[Int]]

  /// Large enough for fast products, small enough for the activations to stay in the cache.
  private static let tokensOfBatch = 512

  /// - Parameter lengths: the number of tokens of each sequence.
  init(lengths: [Int]) {
    let order = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    var batches: [[Int]] = []
    var batch: [Int] = []
    var tokens = 0
    for index in order {
      if !batch.isEmpty, tokens + lengths[index] > Self.tokensOfBatch {
        batches.append(batch)
        batch = []
        tokens = 0
      }
      batch.append(index)
      tokens += lengths[index]
    }
    if !batch.isEmpty { batches.append(batch) }
    self.batches = batches
  }

  /// Sequences of one length, in batches of about as many sequences, so that all threads end at
  /// about the same time.
  init(count: Int, length: Int) {
    let most = max(1, Self.tokensOfBatch / max(length, 1))
    var parts = (count + most - 1) / most
    let threads = Parallel.threadCount
    if parts > threads { parts = min(count, (parts + threads - 1) / threads * threads) }
    batches = (0..<parts).map { Array(count * $0 / parts..<count * ($0 + 1) / parts) }
  }

  /// The features of all sequences, `[sequences × dimension]`.
  ///
  /// Each thread takes batches of its own where there are enough, else all work on one together.
  ///
  /// - Parameters:
  ///   - dimension: the length of the features.
  ///   - body: computes the features of a batch, a row for each position in it, with a number of
  ///     threads and memory that later batches reuse.
  /// - Returns: a row for each sequence.
  /// - Throws: what `body` throws.
  func features(
    dimension: Int,
    _ body:
      @Sendable (_ batch: [Int], _ threads: Int, _ pool: inout BufferPool)
      throws(HUSEError) -> Matrix
  ) throws(HUSEError) -> Matrix {
    let isOneByOne = batches.count < 2 * Parallel.threadCount
    let threads = isOneByOne ? Parallel.threadCount : 1
    let parts = try Parallel.map(
      batches.count, threads: isOneByOne ? 1 : Parallel.threadCount, state: { BufferPool() }
    ) { (index, pool) throws(HUSEError) in
      try body(batches[index], threads, &pool)
    }
    var result = Matrix(rows: batches.reduce(0) { $0 + $1.count }, columns: dimension)
    for (batch, part) in zip(batches, parts) {
      for (row, sequence) in batch.enumerated() {
        result.assign(part[rows: row..<row + 1], atRow: sequence)
      }
    }
    return result
  }
}

/// The tokens of several sequences, one after the other without padding.
struct TokenBatch: Sendable {
  let tokens: [Int32]
  /// Where each sequence lies among the tokens.
  let sequences: [Range<Int>]

  init(_ sequences: some Sequence<[Int32]>) {
    var tokens: [Int32] = []
    var ranges: [Range<Int>] = []
    for sequence in sequences {
      ranges.append(tokens.count..<tokens.count + sequence.count)
      tokens.append(contentsOf: sequence)
    }
    self.tokens = tokens
    self.sequences = ranges
  }
}
