internal import CHUSEKernels

/// Rows of a matrix with 16 bits for each value, IEEE 754 binary16.
package struct HalfRows: Sendable, Equatable {
  package let rows: Int
  package let columns: Int
  /// `[rows][columns]`, two bytes a value, aligned to two.
  package let bytes: ByteStorage

  /// Rounds a matrix to 16 bits; values that round beyond 65504 become infinite.
  package init(rounding matrix: Matrix) {
    (rows, columns) = (matrix.rows, matrix.columns)
    bytes = ByteStorage(count: matrix.count * 2) { bytes in
      matrix.withUnsafeBufferPointer { values in
        let halves = bytes.bindMemory(to: UInt16.self)
        for (index, value) in values.enumerated() {
          halves[index] = StoredPrecision.float16.bits(of: value)
        }
      }
    }
  }

  /// Uses bytes that were rounded before.
  ///
  /// - Precondition: the number of bytes fits the rows and columns, and the bytes are aligned to
  ///   two.
  package init(rows: Int, columns: Int, bytes: ByteStorage) {
    precondition(
      bytes.bytes.count == rows * columns * 2
        && UInt(bitPattern: bytes.bytes.baseAddress) % 2 == 0,
      "\(bytes.bytes.count) bytes for [\(rows) × \(columns)]")
    self.rows = rows
    self.columns = columns
    self.bytes = bytes
  }

  /// The rows in a range as a matrix.
  package subscript(rows range: Range<Int>) -> Matrix {
    var result = Matrix(uninitializedRows: range.count, columns: columns)
    widen(rows: range, into: &result)
    return result
  }

  /// Sets `result` to the rows in a range.
  ///
  /// - Precondition: the range is in `0..<rows`, and `result` has the matching shape.
  package func widen(
    rows range: Range<Int>, into result: inout some WritableRows, kernels: Kernels = .best
  ) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows && result.rows == range.count
        && result.columns == columns, "rows \(range) of [\(rows) × \(columns)]")
    let (start, count) = (range.lowerBound * columns, range.count * columns)
    result.withUnsafeMutableBufferPointer { values in
      guard let source = bytes.bytes.baseAddress, let values = values.baseAddress else { return }
      kernels.table.pointee.widen_halves(
        source.assumingMemoryBound(to: UInt16.self) + start, values, count)
    }
  }
}
