internal import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix, S = Q · diag(λ) · Qᵀ.
public struct SymmetricEigendecomposition: Sendable {
  /// Eigenvalues, ascending.
  public let values: [Float]
  /// Eigenvectors as columns, `[n × n]`, in the order of `values`.
  public let vectors: Matrix

  /// Decomposes a symmetric matrix (LAPACK `ssyevd`); only its upper triangle is read.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the matrix is not square, `.decompositionFailed` if the
  ///   iteration does not converge or if a value is not finite.
  public init(of matrix: Matrix) throws(HUSEError) {
    guard matrix.rows == matrix.columns else {
      throw .shapeMismatch(
        expected: [matrix.rows, matrix.rows], found: [matrix.rows, matrix.columns],
        in: "eigendecomposition", remedy: "Pass a square, symmetric matrix.")
    }
    // LAPACKE rejects NaN in its fifth argument, the matrix, and returns NaN for infinity.
    guard matrix.firstNonFinite == nil else {
      throw .decompositionFailed(routine: "ssyevd", code: -5)
    }
    let size = Int32(matrix.rows)
    var work = matrix
    var values = [Float](repeating: 0, count: matrix.rows)
    _ = LinearAlgebraBackend.current
    var workspace = LAPACKWorkspace()
    func decompose(_ a: UnsafeMutablePointer<Float>?, integers: inout [Int32]) -> Int32 {
      let available = workspace.size
      return LAPACKE_ssyevd_work(
        LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")), size, a, size,
        &values, &workspace.numbers, available, &integers, Int32(integers.count))
    }
    let code = work.withUnsafeMutableBufferPointer { a in
      guard size > 0 else { return Int32(0) }
      var integers = [Int32](repeating: 0, count: 3 + 5 * matrix.rows)
      let query = decompose(a.baseAddress, integers: &integers)
      guard query == 0, workspace.grow() else { return query == 0 ? -9 : query }
      return decompose(a.baseAddress, integers: &integers)
    }
    guard code == 0 else { throw .decompositionFailed(routine: "ssyevd", code: Int(code)) }
    self.values = values
    self.vectors = work
  }
}
