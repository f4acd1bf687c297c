extension WritableRows {
  /// Changes every value in place, row after row.
  ///
  /// ```swift
  /// var signs: Matrix = [[-3, 0.5]]
  /// signs.updateValues { $0 = $0 > 0 ? 1 : -1 }     // [[-1, 1]]
  /// ```
  public mutating func updateValues<Failure: Error>(
    _ body: (_ value: inout Float) throws(Failure) -> Void
  ) throws(Failure) {
    try withUnsafeMutableBufferPointer { (values) throws(Failure) in
      for index in values.indices { try body(&values[index]) }
    }
  }

  /// Changes the values of each row in place, one row after another.
  ///
  /// - Parameter body: takes the number of a row and its values, `columns` of them.
  /// - Throws: what `body` throws; later rows stay as they were.
  public mutating func updateRows<Failure: Error>(
    _ body: (_ row: Int, _ values: inout MutableSpan<Float>) throws(Failure) -> Void
  ) throws(Failure) {
    let (rows, columns) = (rows, columns)
    try withUnsafeMutableBufferPointer { (values) throws(Failure) in
      for row in 0..<rows {
        var span = UnsafeMutableBufferPointer(
          rebasing: values[row * columns..<(row + 1) * columns]
        ).mutableSpan
        try body(row, &span)
      }
    }
  }

  /// Multiplies every value by `factor`, in place.
  public mutating func scale(by factor: Float) { updateValues { $0 *= factor } }

  /// Sets every value to zero, in place.
  public mutating func setToZero() { fill(with: 0) }

  /// Sets every value, in place.
  public mutating func fill(with value: Float) {
    withUnsafeMutableBufferPointer { $0.update(repeating: value) }
  }
}

extension Matrix {
  /// Calls `body` with the values of a row.
  ///
  /// - Precondition: `row` is in `0..<rows`.
  public func withRow<Result, Failure: Error>(
    _ row: Int, _ body: (_ values: Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(row >= 0 && row < rows, "row \(row) of \(self)")
    return try withUnsafeBufferPointer { (values) throws(Failure) in
      try body(
        UnsafeBufferPointer(rebasing: values[row * columns..<(row + 1) * columns]).span)
    }
  }

  /// The sum of the products of values at the same position in both matrices.
  ///
  /// - Precondition: both have the same number of values.
  public func dot(_ other: Matrix) -> Double { Kernels.best.dot(self, other) }

  /// The sum of the squares of all values.
  public var sumOfSquares: Double { Kernels.best.sumOfSquares(self) }

  /// The Euclidean length of each row.
  public var rowNorms: [Float] {
    (0..<rows).map { Float(self[rows: $0..<$0 + 1].sumOfSquares.squareRoot()) }
  }
}
