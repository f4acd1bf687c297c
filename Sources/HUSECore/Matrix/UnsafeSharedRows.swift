/// The rows of a matrix in shared memory, where several threads write at once, each its own rows.
///
/// A `Matrix` copies its memory before it writes what another value refers to. This type does not:
/// a copy refers to the same memory, as does the matrix that it was made from.
///
/// **Invariant**, which the caller upholds: from the moment a thread may write a row until all
/// threads have ended,
/// - that thread alone writes the row, and no other thread reads it;
/// - nothing changes or copies the matrix that the rows were made from;
/// - no operation on the rows takes the same memory as an argument.
///
/// `@unchecked Sendable` because of this invariant, which the compiler cannot check. Bounds are
/// checked; only the sharing is unsafe.
package struct UnsafeSharedRows: @unchecked Sendable {
  private let storage: MatrixStorage
  private let offset: Int
  package let rows: Int
  package let columns: Int

  /// Creates shared rows from the rows of a matrix.
  package init(_ matrix: inout Matrix) {
    matrix.withUnsafeMutableBufferPointer { _ in }
    self.init(
      storage: matrix.storage, offset: matrix.offset, rows: matrix.rows, columns: matrix.columns)
  }

  /// Creates rows of zeros in newly allocated memory.
  package init(rows: Int, columns: Int) {
    var matrix = Matrix(rows: rows, columns: columns)
    self.init(&matrix)
  }

  private init(storage: MatrixStorage, offset: Int, rows: Int, columns: Int) {
    self.storage = storage
    self.offset = offset
    self.rows = rows
    self.columns = columns
  }

  /// The rows in a range.
  ///
  /// - Precondition: the range is in `0..<rows`.
  package subscript(rows range: Range<Int>) -> UnsafeSharedRows {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return UnsafeSharedRows(
      storage: storage, offset: offset + range.lowerBound * columns, rows: range.count,
      columns: columns)
  }

  /// The same values in another shape.
  ///
  /// - Precondition: the number of values stays the same.
  package func reshaped(rows: Int, columns: Int) -> UnsafeSharedRows {
    precondition(rows * columns == count, "\(count) values as [\(rows) × \(columns)]")
    return UnsafeSharedRows(storage: storage, offset: offset, rows: rows, columns: columns)
  }

  /// The same rows, for reading.
  package var matrix: Matrix {
    Matrix(storage: storage, offset: offset, rows: rows, columns: columns)
  }
}

extension UnsafeSharedRows: WritableRows {
  /// Always one, because the other threads work on other rows.
  package var operationThreads: Int { 1 }

  package mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeMutableBufferPointer(start: storage.base + offset, count: count))
  }
}
