internal import CHUSEKernels

/// A matrix of weights, in memory with as many bits for each value as in its file.
package struct WeightMatrix: Sendable {
  /// The values, row after row.
  package enum Values: Sendable {
    case float32(Matrix)
    /// Two bytes for each value, of a precision with 16 bits, aligned to two.
    case halves(ByteStorage, StoredPrecision)
    /// A byte for each value of the rotated rows, a whole number that is multiplied by the scale of
    /// its row; `[1 × rows]` scales.
    case int8(ByteStorage, scales: Matrix)
  }

  package let rows: Int
  package let columns: Int
  package let values: Values

  /// The most columns of a matrix of bytes: sums of so many products fit in 32 bits.
  package static let mostColumnsOfBytes = Int(HUSE_INT8_LONGEST)

  /// Creates weights of 32 bits.
  package init(_ matrix: Matrix) {
    (rows, columns, values) = (matrix.rows, matrix.columns, .float32(matrix))
  }

  /// Creates weights of 16 bits.
  ///
  /// - Precondition: the number of bytes fits the rows and columns, the bytes are aligned to two,
  ///   and `precision` has 16 bits.
  package init(rows: Int, columns: Int, halves: ByteStorage, precision: StoredPrecision) {
    precondition(
      halves.bytes.count == rows * columns * 2 && halves.isAligned(to: 2)
        && precision != .float32,
      "\(halves.bytes.count) bytes of \(precision) for [\(rows) × \(columns)]")
    (self.rows, self.columns) = (rows, columns)
    values = .halves(halves, precision)
  }

  /// Creates weights of 8 bits.
  ///
  /// - Precondition: the numbers of bytes and scales fit the rows and columns, of which there are
  ///   at most `mostColumnsOfBytes`.
  package init(rows: Int, columns: Int, bytes: ByteStorage, scales: Matrix) {
    precondition(
      bytes.bytes.count == rows * columns && scales.count == rows
        && columns <= Self.mostColumnsOfBytes,
      "\(bytes.bytes.count) bytes and \(scales.count) scales for [\(rows) × \(columns)]")
    (self.rows, self.columns) = (rows, columns)
    values = .int8(bytes, scales: scales)
  }

  /// The values with 32 bits; not copied if they have 32 bits.
  package var matrix: Matrix {
    if case .float32(let matrix) = values { matrix } else { matrix(ofRows: 0..<rows) }
  }

  /// Some rows with 32 bits; not copied if they have 32 bits.
  ///
  /// - Precondition: the range is in `0..<rows`.
  package func matrix(ofRows range: Range<Int>) -> Matrix {
    if case .float32(let matrix) = values { return matrix[rows: range] }
    var result = Matrix(uninitializedRows: range.count, columns: columns)
    // A file may state any number of rows that are empty.
    if columns > 0 { result.gather(rowsAt: Array(range)[...], of: self) }
    return result
  }

  /// The first value or scale that is NaN or infinite; `nil` if there is none.
  package var firstNonFinite: Float? {
    switch values {
    case .float32(let matrix): return Self.firstNonFinite(matrix)
    case .int8(_, let scales): return Self.firstNonFinite(scales)
    case .halves:
      guard columns > 0 else { return nil }
      // Some rows at a time: the whole would take twice the memory of the weights.
      let count = max(1, Self.valuesOfPart / columns)
      for first in stride(from: 0, to: rows, by: count) {
        let part = matrix(ofRows: first..<min(first + count, rows))
        if let value = Self.firstNonFinite(part) { return value }
      }
      return nil
    }
  }

  private static let valuesOfPart = 1 << 18

  private static func firstNonFinite(_ matrix: Matrix) -> Float? {
    matrix.firstNonFinite.map { matrix[$0.row, $0.column] }
  }
}
