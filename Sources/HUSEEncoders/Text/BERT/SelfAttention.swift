internal import HUSECore

/// Multi-head self-attention (Vaswani et al. 2017) within each of several sequences.
struct SelfAttention: Sendable {
  /// The projections to queries, keys and values, `[tokens × 3 · hidden]`.
  let projections: PackedLinear
  let headCount: Int
  private let headSize: Int

  /// The multiply-adds of a block of queries. It is so small that the scores stay in the cache.
  private static let blockWork = 1 << 18

  init(
    _ name: String, _ configuration: BERTConfiguration, from weights: BERTTensors
  ) throws(HUSEError) {
    let size = configuration.hiddenSize
    var layers: [Linear] = []
    for part in ["query", "key", "value"] {
      layers.append(try Linear("\(name).\(part)", inputs: size, outputs: size, from: weights))
    }
    projections = PackedLinear(layers)
    headCount = configuration.headCount
    headSize = configuration.headSize
  }

  /// The number of queries in a block, for a sequence of `tokens`.
  private func queriesPerBlock(tokens: Int) -> Int {
    max(1, min(tokens, Self.blockWork / (tokens * headSize)))
  }

  /// The number of scores in memory at a time.
  func scoreCount(tokens: Int) -> Int { queriesPerBlock(tokens: tokens) * tokens }

  /// Sets the columns of a head to softmax(Q Kᵀ / √headSize) V, for the tokens of a sequence.
  ///
  /// - Parameters:
  ///   - head: the number of the head.
  ///   - tokens: the rows of the sequence.
  ///   - projected: queries, keys and values, `[tokens × 3 · hidden]`.
  ///   - context: the results of all heads, `[tokens × hidden]`.
  ///   - scores: memory for `scoreCount` values.
  func attend(
    head: Int, tokens: Range<Int>, of projected: Matrix, into context: inout UnsafeSharedRows,
    using scores: UnsafeSharedRows
  ) {
    let (size, hidden) = (headSize, headCount * headSize)
    func columns(ofPart part: Int) -> Range<Int> {
      part * hidden + head * size..<part * hidden + (head + 1) * size
    }
    let keys = MatrixBlock(projected, rows: tokens, columns: columns(ofPart: 1))
    let values = MatrixBlock(projected, rows: tokens, columns: columns(ofPart: 2))
    for start in stride(
      from: tokens.lowerBound, to: tokens.upperBound, by: queriesPerBlock(tokens: tokens.count))
    {
      let rows = start..<min(start + queriesPerBlock(tokens: tokens.count), tokens.upperBound)
      var block = scores[rows: 0..<rows.count * tokens.count]
        .reshaped(rows: rows.count, columns: tokens.count)
      block.assignProduct(
        of: MatrixBlock(projected, rows: rows, columns: columns(ofPart: 0)), and: keys,
        transposingSecond: true, scaledBy: 1 / Float(size).squareRoot())
      Kernels.best.softmaxRows(of: &block)
      context.assignProduct(
        atRow: rows.lowerBound, column: head * size, of: MatrixBlock(block.matrix), and: values)
    }
  }
}
