/// A rectangle of a matrix, without a copy: a range of its rows and a range of its columns.
package struct MatrixBlock: Sendable {
  package let matrix: Matrix
  package let rows: Range<Int>
  package let columns: Range<Int>

  /// - Precondition: the ranges are within the matrix.
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

extension MatrixBlock {
  /// Calls `body` with the address of the first value.
  package func withUnsafePointer(_ body: (UnsafePointer<Float>) -> Void) {
    matrix.withUnsafeBufferPointer {
      guard let base = $0.baseAddress else { return }
      body(base + rows.lowerBound * matrix.columns + columns.lowerBound)
    }
  }
}
