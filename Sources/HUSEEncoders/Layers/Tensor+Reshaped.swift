internal import HUSECore

extension Tensor {
  /// The values in order as a matrix of another shape, without a copy.
  ///
  /// - Precondition: the number of values stays the same.
  func reshaped(rows: Int, columns: Int) -> Matrix {
    Matrix(storage: matrix.storage, offset: matrix.offset, rows: rows, columns: columns)
  }
}
