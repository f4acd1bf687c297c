internal import HUSECore

/// Batches of sequences of similar lengths, with about the same number of tokens in each batch.
struct SequenceBatches: Sendable {
  /// The positions of the sequences in each batch.
  let batches: [[Int]]

  /// The number of tokens in a batch, large enough for fast products and small enough for the
  /// activations to stay in the cache.
  private static let tokensOfBatch = 256

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

  /// Divides sequences of the same length into batches of similar size, so that all threads end at
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
  /// If there are enough batches, each thread works on its own. Otherwise, all threads work on one
  /// batch together.
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

/// The tokens of several sequences, one after another, without padding.
struct TokenBatch: Sendable {
  let tokens: [Int32]
  /// The range of each sequence among the tokens.
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
