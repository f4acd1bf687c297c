internal import COpenBLAS

/// A rectangle of a matrix, in place: some of its rows and some of its columns.
package struct MatrixBlock: Sendable {
  package let matrix: Matrix
  package let rows: Range<Int>
  package let columns: Range<Int>

  /// - Precondition: the ranges lie in the matrix.
  package init(_ matrix: Matrix, rows: Range<Int>, columns: Range<Int>) {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= matrix.rows && columns.lowerBound >= 0
        && columns.upperBound <= matrix.columns, "rows \(rows), columns \(columns) of \(matrix)")
    self.matrix = matrix
    self.rows = rows
    self.columns = columns
  }

  package init(_ matrix: Matrix) {
    self.init(matrix, rows: 0..<matrix.rows, columns: 0..<matrix.columns)
  }
}

extension Matrix {
  /// Sets the rectangle from `row` and `column` on to `alpha · a · op(b)`, op being the transpose if
  /// asked for.
  ///
  /// - Precondition: the shapes agree, the product fits, and neither factor shares memory with
  ///   this matrix.
  package mutating func assignProduct(
    atRow row: Int, column: Int, of a: MatrixBlock, and b: MatrixBlock,
    transposingSecond: Bool = false, scaledBy alpha: Float = 1
  ) {
    let (inner, n) =
      transposingSecond ? (b.columns.count, b.rows.count) : (b.rows.count, b.columns.count)
    let (m, width) = (a.rows.count, columns)
    precondition(
      inner == a.columns.count && row >= 0 && row + m <= rows && column >= 0
        && column + n <= width, "a product of [\(m) × \(inner)] and [\(inner) × \(n)] in \(self)")
    guard m > 0, n > 0 else { return }
    _ = LinearAlgebraBackend.current
    withUnsafeMutableBufferPointer { target in
      a.withUnsafePointer { left in
        b.withUnsafePointer { right in
          cblas_sgemm(
            CblasRowMajor, CblasNoTrans, transposingSecond ? CblasTrans : CblasNoTrans, Int32(m),
            Int32(n), Int32(inner), alpha, left, Int32(max(a.matrix.columns, 1)), right,
            Int32(max(b.matrix.columns, 1)), 0, target.baseAddress! + row * width + column,
            Int32(width))
        }
      }
    }
  }
}

extension MatrixBlock {
  /// Calls `body` with the address of the first value.
  fileprivate func withUnsafePointer(_ body: (UnsafePointer<Float>) -> Void) {
    matrix.withUnsafeBufferPointer {
      guard let base = $0.baseAddress else { return }
      body(base + rows.lowerBound * matrix.columns + columns.lowerBound)
    }
  }
}
