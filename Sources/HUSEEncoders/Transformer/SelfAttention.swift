internal import HUSECore

/// Multi-head self-attention (Vaswani et al.
///
/// 2017) within each of several sequences.
struct SelfAttention: Sendable {
  /// The projections to queries, keys and values, `[tokens × 3 · hidden]`.
  let projections: PackedLinear
  let headCount: Int
  private let headSize: Int
  private let isCausal: Bool
  private let positionBias: RelativePositionBias?

  /// The number of multiply-adds for a block of queries.
  ///
  /// It is small enough for the scores to stay in the second-level cache, and large enough for the
  /// keys, which every block transposes, to take little of the time.
  private static let blockWork = 1 << 20

  /// The number of queries in a block of causal attention.
  ///
  /// It is small, because a block computes scores for keys that follow some of its queries.
  private static let causalQueries = 24

  /// Reads a layer whose parts have names that start with `prefix`.
  init(
    _ prefix: String, _ configuration: TransformerConfiguration, names: TransformerNames,
    positionBias: RelativePositionBias?, from weights: ScopedWeights
  ) throws(HUSEError) {
    let size = configuration.hiddenSize
    var layers: [Linear] = []
    for part in [names.query, names.key, names.value] {
      layers.append(
        try Linear(
          "\(prefix).\(part)", inputs: size, outputs: size,
          hasBias: configuration.hasProjectionBias, from: weights))
    }
    projections = PackedLinear(layers)
    headCount = configuration.headCount
    headSize = configuration.headSize
    isCausal = configuration.attention == .causal
    self.positionBias = positionBias
  }

  /// The number of queries in a block, for a sequence of `tokens`.
  private func queriesPerBlock(tokens: Int) -> Int {
    let most = isCausal ? min(tokens, Self.causalQueries) : tokens
    return max(1, min(most, Self.blockWork / (tokens * headSize)))
  }

  /// The number of scores in memory at a time.
  func scoreCount(tokens: Int) -> Int { queriesPerBlock(tokens: tokens) * tokens }

  /// Sets the columns of a head to softmax(Q Kᵀ / √headSize + bias) V, for the tokens of a
  /// sequence.
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
    func block(_ rows: Range<Int>, ofPart part: Int) -> MatrixBlock {
      MatrixBlock(projected, rows: rows, columns: columns(ofPart: part))
    }
    let scale = 1 / Float(size).squareRoot()
    // What bytes were rounded to is no more exact than bfloat16.
    if projections.roundsInput, !isCausal, positionBias == nil,
      TransformerKernels.assignRoundedAttention(
        to: &context, atRow: tokens.lowerBound, column: head * size,
        queries: block(tokens, ofPart: 0), keys: block(tokens, ofPart: 1),
        values: block(tokens, ofPart: 2), scale: scale)
    {
      return
    }
    for start in stride(
      from: tokens.lowerBound, to: tokens.upperBound, by: queriesPerBlock(tokens: tokens.count))
    {
      let rows = start..<min(start + queriesPerBlock(tokens: tokens.count), tokens.upperBound)
      // No query of a causal block attends to a key after the block.
      let attended = tokens.lowerBound..<(isCausal ? rows.upperBound : tokens.upperBound)
      var scored = scores[rows: 0..<rows.count * attended.count]
        .reshaped(rows: rows.count, columns: attended.count)
      TransformerKernels.assignScores(
        to: &scored, queries: block(rows, ofPart: 0), keys: block(attended, ofPart: 1),
        scale: scale)
      let first = rows.lowerBound - tokens.lowerBound
      positionBias?.add(to: &scored, head: head, firstQuery: first)
      if isCausal { Self.maskFollowing(in: &scored, firstQuery: first) }
      Kernels.best.softmaxRows(of: &scored)
      TransformerKernels.assignContext(
        to: &context, atRow: rows.lowerBound, column: head * size, scores: scored.matrix,
        values: block(attended, ofPart: 2))
    }
  }

  /// Excludes the keys after each query.
  private static func maskFollowing(in scores: inout UnsafeSharedRows, firstQuery: Int) {
    let (rows, keys) = (scores.rows, scores.columns)
    scores.withUnsafeMutableBufferPointer { scores in
      for row in 0..<rows {
        scores[row * keys + min(firstQuery + row + 1, keys)..<(row + 1) * keys]
          .update(repeating: -.infinity)
      }
    }
  }
}
