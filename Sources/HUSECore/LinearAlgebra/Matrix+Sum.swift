internal import COpenBLAS

extension WritableRows {
  /// Adds `alpha · other` to the rows that start at `row`.
  ///
  /// - Precondition: the columns agree and `row + other.rows <= rows`.
  public mutating func add(_ other: Matrix, scaledBy alpha: Float = 1, atRow row: Int = 0) {
    precondition(
      columns == other.columns && row >= 0 && row + other.rows <= rows,
      "\(other) added at row \(row) of [\(rows) × \(columns)]")
    guard other.count > 0 else { return }
    _ = LinearAlgebraBackend.current
    let start = row * columns
    withUnsafeMutableBufferPointer { target in
      other.withUnsafeBufferPointer { source in
        // BLAS counts in 32 bits.
        for first in stride(from: 0, to: source.count, by: 1 << 30) {
          cblas_saxpy(
            Int32(min(source.count - first, 1 << 30)), alpha, source.baseAddress! + first, 1,
            target.baseAddress! + start + first, 1)
        }
      }
    }
  }
}

extension Matrix {
  /// The rows scaled to unit length; a zero row stays zero.
  public var normalizedRows: Matrix {
    var result = self
    var norms = Matrix(uninitializedRows: 1, columns: rows)
    Kernels.best.normalizeRows(of: &result, norms: &norms)
    // The kernel limits the divisor from below, to keep gradients finite, so shorter rows need
    // this.
    for row in 0..<rows where norms[0, row] > 0 && norms[0, row] < 2e-12 {
      let values = (0..<columns).map { Double(self[row, $0]) }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for (column, value) in values.enumerated() { result[row, column] = Float(value / length) }
    }
    return result
  }
}
