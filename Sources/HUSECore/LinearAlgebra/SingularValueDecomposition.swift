internal import COpenBLAS

/// The thin singular value decomposition M = U · diag(σ) · Vᵀ.
public struct SingularValueDecomposition: Sendable {
  /// Left singular vectors as columns, `[rows × r]` with r the smaller side of the matrix.
  public let left: Matrix
  /// Singular values, descending, r of them.
  public let values: [Float]
  /// Right singular vectors as rows, `[r × columns]`.
  public let rightTransposed: Matrix

  /// Decomposes a matrix (LAPACK `sgesdd`).
  ///
  /// - Throws: `HUSEError.decompositionFailed` if the iteration does not converge or if a value is
  ///   not finite.
  public init(of matrix: Matrix) throws(HUSEError) {
    // LAPACKE rejects NaN in its fifth argument, the matrix, and returns NaN for infinity.
    guard matrix.firstNonFinite == nil else {
      throw .decompositionFailed(routine: "sgesdd", code: -5)
    }
    let rank = min(matrix.rows, matrix.columns)
    var work = matrix
    var left = Matrix(rows: matrix.rows, columns: rank)
    var right = Matrix(rows: rank, columns: matrix.columns)
    var values = [Float](repeating: 0, count: rank)
    _ = LinearAlgebraBackend.current
    var integers = [Int32](repeating: 0, count: 8 * rank)
    var workspace = LAPACKWorkspace()
    let code = work.withUnsafeMutableBufferPointer { a in
      left.withUnsafeMutableBufferPointer { u in
        right.withUnsafeMutableBufferPointer { vt in
          func decompose() -> Int32 {
            let available = workspace.size
            return LAPACKE_sgesdd_work(
              LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "S")), Int32(matrix.rows),
              Int32(matrix.columns), a.baseAddress, Int32(matrix.columns), &values, u.baseAddress,
              Int32(rank), vt.baseAddress, Int32(matrix.columns), &workspace.numbers, available,
              &integers)
          }
          guard rank > 0 else { return Int32(0) }
          let query = decompose()
          guard query == 0, workspace.grow() else { return query == 0 ? -13 : query }
          return decompose()
        }
      }
    }
    guard code == 0 else { throw .decompositionFailed(routine: "sgesdd", code: Int(code)) }
    self.left = left
    self.values = values
    self.rightTransposed = right
  }
}
