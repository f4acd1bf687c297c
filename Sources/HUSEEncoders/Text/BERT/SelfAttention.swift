internal import HUSECore

/// Multi-head self-attention (Vaswani et al. 2017) within each of several sequences, whose tokens
/// stand one after the other without padding.
struct SelfAttention: Sendable {
  let query: Linear
  let key: Linear
  let value: Linear
  private let headCount: Int
  private let headSize: Int

  /// The multiply-adds of a product that OpenBLAS computes on the calling thread.
  private static let smallProduct = 1 << 18

  init(
    _ name: String, _ configuration: BERTConfiguration, from weights: BERTTensors
  ) throws(HUSEError) {
    let size = configuration.hiddenSize
    query = try Linear("\(name).query", inputs: size, outputs: size, from: weights)
    key = try Linear("\(name).key", inputs: size, outputs: size, from: weights)
    value = try Linear("\(name).value", inputs: size, outputs: size, from: weights)
    headCount = configuration.headCount
    headSize = configuration.headSize
  }

  /// softmax(Q Kᵀ / √headSize) V of each head, side by side, `[tokens × hidden]`.
  func callAsFunction(
    _ x: Matrix, sequences: [Range<Int>], in pool: inout BufferPool
  ) -> Matrix {
    let queries = query(x, in: &pool)
    let keys = key(x, in: &pool)
    let values = value(x, in: &pool)
    var context = pool.matrix(rows: x.rows, columns: x.columns)
    let scale = 1 / Float(headSize).squareRoot()
    for tokens in sequences {
      // A block of queries at a time: the scores stay in the cache, the products on this thread.
      let height = max(1, min(tokens.count, Self.smallProduct / (tokens.count * headSize)))
      for start in stride(from: tokens.lowerBound, to: tokens.upperBound, by: height) {
        let rows = start..<min(start + height, tokens.upperBound)
        var scores = pool.matrix(rows: rows.count, columns: tokens.count)
        for head in 0..<headCount {
          let columns = head * headSize..<(head + 1) * headSize
          scores.assignProduct(
            atRow: 0, column: 0, of: MatrixBlock(queries, rows: rows, columns: columns),
            and: MatrixBlock(keys, rows: tokens, columns: columns), transposingSecond: true,
            scaledBy: scale)
          Kernels.best.softmaxRows(of: &scores)
          context.assignProduct(
            atRow: rows.lowerBound, column: columns.lowerBound, of: MatrixBlock(scores),
            and: MatrixBlock(values, rows: tokens, columns: columns))
        }
        pool.recycle(scores)
      }
    }
    pool.recycle(queries)
    pool.recycle(keys)
    pool.recycle(values)
    return context
  }
}
