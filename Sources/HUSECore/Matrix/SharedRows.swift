/// Writable rows of values in contiguous memory: a matrix, or a part of one on which a thread
/// works.
package protocol WritableRows {
  var rows: Int { get }
  var columns: Int { get }
  mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

extension WritableRows {
  package var count: Int { rows * columns }
}

extension Matrix: WritableRows {}

/// The rows of a matrix that several threads write at once, each its own rows.
///
/// It shares the memory of the matrix and does not own it exclusively. A copy refers to the same
/// memory, and so does the matrix that it was made from, which must not be changed or copied
/// meanwhile.
///
/// `@unchecked Sendable`: the caller that passes parts to threads ensures that no two threads write
/// the same row, and that none writes a row that another reads.
package struct SharedRows: @unchecked Sendable, WritableRows {
  private let storage: MatrixStorage
  private let offset: Int
  package let rows: Int
  package let columns: Int

  /// The rows of a matrix.
  package init(_ matrix: inout Matrix) {
    matrix.withUnsafeMutableBufferPointer { _ in }
    self.init(
      storage: matrix.storage, offset: matrix.offset, rows: matrix.rows, columns: matrix.columns)
  }

  /// Zeros in newly allocated memory.
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
  /// - Precondition: the range lies in `0..<rows`.
  package subscript(rows range: Range<Int>) -> SharedRows {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return SharedRows(
      storage: storage, offset: offset + range.lowerBound * columns, rows: range.count,
      columns: columns)
  }

  /// The same values in another shape.
  ///
  /// - Precondition: the number of values stays the same.
  package func reshaped(rows: Int, columns: Int) -> SharedRows {
    precondition(rows * columns == count, "\(count) values as [\(rows) × \(columns)]")
    return SharedRows(storage: storage, offset: offset, rows: rows, columns: columns)
  }

  /// The same rows, for reading.
  package var matrix: Matrix {
    Matrix(storage: storage, offset: offset, rows: rows, columns: columns)
  }

  package mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeMutableBufferPointer(start: storage.base + offset, count: count))
  }
}
