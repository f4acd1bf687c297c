internal import CHUSEKernels

/// A matrix of weights, in memory with as many bits for each value as in its file.
package struct WeightMatrix: Sendable {
  /// The values, row after row.
  package enum Values: Sendable {
    case float32(Matrix)
    /// Two bytes for each value, of a precision with 16 bits, aligned to two.
    case halves(ByteStorage, StoredPrecision)
  }

  package let rows: Int
  package let columns: Int
  package let values: Values

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

  /// Rounds a matrix to the nearest numbers of a precision.
  package init(rounding matrix: Matrix, to precision: StoredPrecision) {
    guard precision != .float32 else {
      self.init(matrix)
      return
    }
    let halves = ByteStorage(count: matrix.count * 2) { bytes in
      let target = bytes.bindMemory(to: UInt16.self)
      matrix.withUnsafeBufferPointer { values in
        for (index, value) in values.enumerated() {
          target[index] =
            precision == .float16 ? HalfPrecision.float16(value) : HalfPrecision.bfloat16(value)
        }
      }
    }
    self.init(rows: matrix.rows, columns: matrix.columns, halves: halves, precision: precision)
  }

  /// How a file stores the values.
  package var precision: StoredPrecision {
    switch values {
    case .float32: .float32
    case .halves(_, let precision): precision
    }
  }

  /// The values with 32 bits; not copied if they have 32 bits.
  package var matrix: Matrix {
    if case .float32(let matrix) = values { return matrix }
    var result = Matrix(uninitializedRows: rows, columns: columns)
    result.gather(rowsAt: Array(0..<rows)[...], of: self)
    return result
  }

  /// The rows in a range, as a copy unless they have 32 bits.
  ///
  /// - Precondition: the range is in `0..<rows`.
  package subscript(rows range: Range<Int>) -> WeightMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    switch values {
    case .float32(let matrix): return WeightMatrix(matrix[rows: range])
    case .halves(let storage, let precision):
      let bytes = range.lowerBound * columns * 2..<range.upperBound * columns * 2
      return WeightMatrix(
        rows: range.count, columns: columns, halves: .joining([storage.bytes[bytes]]),
        precision: precision)
    }
  }

  /// The rows of several matrices, in order.
  ///
  /// They keep their precision if it is the same for all, otherwise they have 32 bits.
  ///
  /// - Precondition: there is at least one matrix, and all have the same number of columns.
  package static func joining(_ parts: [WeightMatrix]) -> WeightMatrix {
    guard parts.count > 1 else { return parts[0] }
    let precision = parts[0].precision
    let halves = parts.compactMap { part -> UnsafeRawBufferPointer? in
      guard case .halves(let storage, precision) = part.values else { return nil }
      return storage.bytes
    }
    guard halves.count == parts.count else {
      return WeightMatrix(Matrix.joining(parts.map(\.matrix)))
    }
    return withExtendedLifetime(parts) {
      WeightMatrix(
        rows: parts.reduce(0) { $0 + $1.rows }, columns: parts[0].columns,
        halves: .joining(halves.map { $0[...] }), precision: precision)
    }
  }
}

extension WritableRows {
  /// Fills these rows with the rows of weights at `indices`.
  ///
  /// - Precondition: `indices.count == rows`, the columns agree, and every index is a row of
  ///   `source`.
  package mutating func gather(rowsAt indices: ArraySlice<Int>, of source: WeightMatrix) {
    switch source.values {
    case .float32(let matrix): gather(rowsAt: indices, of: matrix)
    case .halves(let storage, let precision):
      precondition(indices.count == rows && columns == source.columns, "gather into another shape")
      let columns = columns
      withUnsafeMutableBufferPointer { target in
        guard let target = target.baseAddress, let bytes = storage.bytes.baseAddress else { return }
        let halves = bytes.assumingMemoryBound(to: UInt16.self)
        for (row, index) in indices.enumerated() {
          precondition(index >= 0 && index < source.rows, "row \(index) of \(source.rows)")
          let (from, to) = (halves + index * columns, target + row * columns)
          if precision == .bfloat16 {
            huse_widen_bfloat16(from, to, columns)
          } else {
            Kernels.best.table.pointee.widen_halves(from, to, columns)
          }
        }
      }
    }
  }
}
