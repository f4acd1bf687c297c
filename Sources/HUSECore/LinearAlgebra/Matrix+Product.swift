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
    of a: Matrix, transposed transposeA: Bool = false, and b: Matrix,
    transposed transposeB: Bool = false, scaledBy alpha: Float = 1, adding beta: Float = 0
  ) {
    let (m, k) = transposeA ? (a.columns, a.rows) : (a.rows, a.columns)
    let (inner, n) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(
      k == inner && rows == m && columns == n,
      "[\(rows) × \(columns)] = [\(m) × \(k)] · [\(inner) × \(n)]")
    guard count > 0 else { return }
    _ = LinearAlgebraBackend.current
    withUnsafeMutableBufferPointer { target in
      a.withUnsafeBufferPointer { left in
        b.withUnsafeBufferPointer { right in
          cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
            transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), alpha,
            left.baseAddress, Int32(max(a.columns, 1)), right.baseAddress,
            Int32(max(b.columns, 1)), beta, target.baseAddress, Int32(n))
        }
      }
    }
  }
}
