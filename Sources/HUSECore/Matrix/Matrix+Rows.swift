extension Matrix {
  /// A new matrix of the rows at `indices`, in that order; indices may repeat.
  ///
  /// - Precondition: every index is in `0..<rows`.
  public func gathering(rowsAt indices: some Collection<Int>) -> Matrix {
    var result = Matrix(uninitializedRows: indices.count, columns: columns)
    result.gather(rowsAt: ArraySlice(indices), of: self)
    return result
  }

  /// A matrix of these rows followed by those of `other`.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the columns differ.
  public func appending(_ other: Matrix) throws(HUSEError) -> Matrix {
    guard columns == other.columns else {
      throw .shapeMismatch(
        expected: [other.rows, columns], found: [other.rows, other.columns], in: "appended rows",
        remedy: "Both matrices must have the same number of columns.")
    }
    return .joining([self, other])
  }

  /// The rows of several matrices, in order.
  ///
  /// - Precondition: the matrices have the same number of columns.
  package static func joining(_ parts: [Matrix]) -> Matrix {
    var result = Matrix(
      uninitializedRows: parts.reduce(0) { $0 + $1.rows }, columns: parts.first?.columns ?? 0)
    var row = 0
    for part in parts {
      result.assign(part, atRow: row)
      row += part.rows
    }
    return result
  }

  /// Copies `source` to the columns of this matrix that start at `first`.
  ///
  /// - Precondition: the rows agree, and the columns are within this matrix.
  package mutating func assign(_ source: Matrix, atColumn first: Int) {
    precondition(
      source.rows == rows && first >= 0 && first + source.columns <= columns,
      "\(source) at column \(first) of \(self)")
    let columns = columns
    withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { values in
        guard let target = target.baseAddress, let values = values.baseAddress else { return }
        for row in 0..<source.rows {
          (target + row * columns + first)
            .update(from: values + row * source.columns, count: source.columns)
        }
      }
    }
  }

  /// The rows and columns exchanged.
  public var transposed: Matrix {
    var result = Matrix(uninitializedRows: columns, columns: rows)
    let (rows, columns) = (rows, columns)
    result.withUnsafeMutableBufferPointer { target in
      withUnsafeBufferPointer { source in
        for row in 0..<rows {
          for column in 0..<columns { target[column * rows + row] = source[row * columns + column] }
        }
      }
    }
    return result
  }

  /// The first value that is NaN or infinite, or `nil` if all are finite.
  public var firstNonFinite: (row: Int, column: Int)? {
    withUnsafeBufferPointer(\.firstNonFinite).map { ($0 / columns, $0 % columns) }
  }
}

extension WritableRows {
  /// Copies a matrix to the rows that start at `row`.
  ///
  /// - Precondition: the columns agree and `row + source.rows <= rows`.
  public mutating func assign(_ source: Matrix, atRow row: Int) {
    precondition(
      source.columns == columns && row >= 0 && row + source.rows <= rows,
      "\(source) at row \(row) of [\(rows) × \(columns)]")
    let start = row * columns
    withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { _ = target[start...].update(fromContentsOf: $0) }
    }
  }

  /// Copies a matrix of the same shape.
  ///
  /// - Precondition: rows and columns agree.
  public mutating func assign(_ source: Matrix) {
    precondition(
      source.rows == rows && source.columns == columns, "\(source) into [\(rows) × \(columns)]")
    withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { _ = target.update(fromContentsOf: $0) }
    }
  }

  /// Fills these rows with the rows of `source` at `indices`.
  ///
  /// - Precondition: `indices.count == rows`, the columns agree, and every index is a row of
  ///   `source`.
  public mutating func gather(rowsAt indices: ArraySlice<Int>, of source: Matrix) {
    precondition(indices.count == rows && columns == source.columns, "gather into another shape")
    let columns = columns
    withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { values in
        for (row, index) in indices.enumerated() {
          precondition(index >= 0 && index < source.rows, "row \(index) of \(source.rows)")
          guard columns > 0 else { continue }
          (target.baseAddress! + row * columns).update(
            from: values.baseAddress! + index * columns, count: columns)
        }
      }
    }
  }
}
