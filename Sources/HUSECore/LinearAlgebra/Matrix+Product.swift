internal import COpenBLAS

extension Matrix {
  /// The matrix product with `other`, `[rows × other.columns]`.
  ///
  /// - Throws: `HUSEError.shapeMismatch` unless `columns == other.rows`.
  public func multiplied(by other: Matrix) throws(HUSEError) -> Matrix {
    guard columns == other.rows else {
      throw .shapeMismatch(
        expected: [columns, other.columns], found: [other.rows, other.columns],
        in: "matrix product", remedy: "The rows of the second must be the columns of the first.")
    }
    var result = Matrix(uninitializedRows: rows, columns: other.columns)
    result.assignProduct(of: self, and: other)
    return result
  }

  /// Sets this matrix to `alpha · op(a) · op(b) + beta · self`, op being the transpose if asked for.
  ///
  /// - Precondition: the shapes agree, and neither factor shares memory with this matrix.
  package mutating func assignProduct(
    of a: Matrix, and b: Matrix, transposingFirst transposeA: Bool = false,
    transposingSecond transposeB: Bool = false, scaledBy alpha: Float = 1, adding beta: Float = 0
  ) {
    precondition(
      rows == (transposeA ? a.columns : a.rows), "\(self) = \(a) · \(b)")
    accumulateProduct(
      of: a, and: b, transposingFirst: transposeA, transposingSecond: transposeB,
      scaledBy: alpha, adding: beta, atRow: 0)
  }

  /// Adds `alpha · op(a) · op(b)` to the rows from `row` on.
  ///
  /// - Precondition: the shapes agree, and neither factor shares memory with this matrix.
  package mutating func addProduct(
    of a: Matrix, and b: Matrix, transposingFirst transposeA: Bool = false,
    transposingSecond transposeB: Bool = false, scaledBy alpha: Float = 1, atRow row: Int
  ) {
    accumulateProduct(
      of: a, and: b, transposingFirst: transposeA, transposingSecond: transposeB,
      scaledBy: alpha, adding: 1, atRow: row)
  }

  private mutating func accumulateProduct(
    of a: Matrix, and b: Matrix, transposingFirst transposeA: Bool,
    transposingSecond transposeB: Bool, scaledBy alpha: Float, adding beta: Float, atRow row: Int
  ) {
    let (m, k) = transposeA ? (a.columns, a.rows) : (a.rows, a.columns)
    let (inner, n) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(
      k == inner && row >= 0 && row + m <= rows && columns == n,
      "rows \(row)..<\(row + m) of \(self) from [\(m) × \(k)] · [\(inner) × \(n)]")
    guard m > 0, n > 0 else { return }
    _ = LinearAlgebraBackend.current
    withUnsafeMutableBufferPointer { target in
      a.withUnsafeBufferPointer { left in
        b.withUnsafeBufferPointer { right in
          cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
            transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), alpha,
            left.baseAddress, Int32(max(a.columns, 1)), right.baseAddress,
            Int32(max(b.columns, 1)), beta, target.baseAddress! + row * n, Int32(n))
        }
      }
    }
  }
}
