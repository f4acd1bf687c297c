internal import COpenBLAS

/// A product of two rectangles: alpha · op(a) · op(b) + beta · target.
struct Product: Sendable {
  private let a: MatrixBlock
  private let b: MatrixBlock
  private let transposingFirst: Bool
  private let transposingSecond: Bool
  private let alpha: Float
  private let beta: Float

  let rows: Int
  let columns: Int
  private let inner: Int

  /// - Precondition: op(b) has as many rows as op(a) has columns.
  init(
    _ a: MatrixBlock, _ b: MatrixBlock, transposingFirst: Bool, transposingSecond: Bool,
    alpha: Float, beta: Float
  ) {
    (self.a, self.b, self.alpha, self.beta) = (a, b, alpha, beta)
    self.transposingFirst = transposingFirst
    self.transposingSecond = transposingSecond
    (rows, inner) =
      transposingFirst ? (a.columns.count, a.rows.count) : (a.rows.count, a.columns.count)
    let second: Int
    (second, columns) =
      transposingSecond ? (b.columns.count, b.rows.count) : (b.rows.count, b.columns.count)
    precondition(second == inner, "[\(rows) × \(inner)] · [\(second) × \(columns)]")
  }

  /// The number of multiply-adds that justifies another thread.
  private static let workOfThread = 1 << 20

  /// Computes the product.
  ///
  /// Several threads divide its rows among them, or its columns if there are more of them.
  func compute(into target: UnsafeMutablePointer<Float>, stride: Int, threads: Int) {
    let parts = min(threads, rows * columns * inner / Self.workOfThread)
    // Each thread writes its own part.
    nonisolated(unsafe) let target = target
    guard parts > 1 else {
      return compute(rows: 0..<rows, columns: 0..<columns, into: target, stride: stride)
    }
    let length = max(rows, columns)
    // Each thread but the last gets whole vectors.
    let size = ((length + parts - 1) / parts + 15) / 16 * 16
    Parallel.forEachRange(of: length, size: size) { range in
      if rows >= columns {
        compute(rows: range, columns: 0..<columns, into: target, stride: stride)
      } else {
        compute(rows: 0..<rows, columns: range, into: target, stride: stride)
      }
    }
  }

  private func compute(
    rows: Range<Int>, columns: Range<Int>, into target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let (leftStride, rightStride) = (max(a.matrix.columns, 1), max(b.matrix.columns, 1))
    let target = target + rows.lowerBound * stride + columns.lowerBound
    a.withUnsafePointer { left in
      b.withUnsafePointer { right in
        // For a single row, a matrix product would pack all of b first.
        if rows.count == 1, inner > 0, !transposingFirst {
          if beta == 0 { target.update(repeating: 0, count: columns.count) }
          let (height, width) =
            transposingSecond ? (columns.count, inner) : (inner, columns.count)
          return cblas_sgemv(
            CblasRowMajor, transposingSecond ? CblasNoTrans : CblasTrans, Int32(height),
            Int32(width), alpha,
            right + columns.lowerBound * (transposingSecond ? rightStride : 1),
            Int32(rightStride), left + rows.lowerBound * leftStride, 1, beta == 0 ? 1 : beta,
            target, 1)
        }
        cblas_sgemm(
          CblasRowMajor, transposingFirst ? CblasTrans : CblasNoTrans,
          transposingSecond ? CblasTrans : CblasNoTrans, Int32(rows.count), Int32(columns.count),
          Int32(inner), alpha, left + rows.lowerBound * (transposingFirst ? 1 : leftStride),
          Int32(leftStride), right + columns.lowerBound * (transposingSecond ? rightStride : 1),
          Int32(rightStride), beta, target, Int32(stride))
      }
    }
  }
}
