internal import COpenBLAS

extension Matrix {
  /// The matrix product with `other`, `[rows × other.columns]`.
  ///
  /// - Throws: `HUSEError.shapeMismatch` unless `columns == other.rows`.
  public func multiplied(by other: Matrix) throws(HUSEError) -> Matrix {
    guard columns == other.rows else {
      throw .shapeMismatch(
        expected: [columns, other.columns], found: [other.rows, other.columns],
        in: "matrix product", remedy: "The rows of the second must be the columns of the first.")
    }
    var result = Matrix(uninitializedRows: rows, columns: other.columns)
    result.assignProduct(of: self, and: other)
    return result
  }
}

extension WritableRows {
  /// Sets these rows to `alpha · op(a) · op(b) + beta · self`, op transposing if asked.
  ///
  /// - Precondition: the shapes agree.
  public mutating func assignProduct(
    of a: Matrix, and b: Matrix, transposingFirst transposeA: Bool = false,
    transposingSecond transposeB: Bool = false, scaledBy alpha: Float = 1, adding beta: Float = 0
  ) {
    precondition(
      rows == (transposeA ? a.columns : a.rows) && columns == (transposeB ? b.rows : b.columns),
      "[\(rows) × \(columns)] = \(a) · \(b)")
    setBlock(
      atRow: 0, column: 0,
      Product(
        MatrixBlock(a), MatrixBlock(b), transposingFirst: transposeA,
        transposingSecond: transposeB, alpha: alpha, beta: beta))
  }

  /// Adds `alpha · op(a) · op(b)` to the rows that start at `row`.
  ///
  /// - Precondition: the shapes agree.
  public mutating func addProduct(
    of a: Matrix, and b: Matrix, transposingFirst transposeA: Bool = false,
    transposingSecond transposeB: Bool = false, scaledBy alpha: Float = 1, atRow row: Int = 0
  ) {
    precondition(
      columns == (transposeB ? b.rows : b.columns), "[\(rows) × \(columns)] += \(a) · \(b)")
    setBlock(
      atRow: row, column: 0,
      Product(
        MatrixBlock(a), MatrixBlock(b), transposingFirst: transposeA,
        transposingSecond: transposeB, alpha: alpha, beta: 1))
  }

  /// Sets the rectangle that starts at `row` and `column` to `alpha · op(a) · op(b)`, op being
  /// the transpose if requested.
  ///
  /// - Precondition: the shapes agree, and the product fits.
  package mutating func assignProduct(
    atRow row: Int = 0, column: Int = 0, of a: MatrixBlock, and b: MatrixBlock,
    transposingFirst: Bool = false, transposingSecond: Bool = false, scaledBy alpha: Float = 1
  ) {
    setBlock(
      atRow: row, column: column,
      Product(
        a, b, transposingFirst: transposingFirst, transposingSecond: transposingSecond,
        alpha: alpha, beta: 0))
  }

  /// Adds `alpha · op(a) · op(b)` to these rows.
  ///
  /// - Precondition: the shapes agree.
  package mutating func addProduct(
    of a: MatrixBlock, and b: MatrixBlock, transposingFirst: Bool = false,
    transposingSecond: Bool = false, scaledBy alpha: Float = 1
  ) {
    setBlock(
      atRow: 0, column: 0,
      Product(
        a, b, transposingFirst: transposingFirst, transposingSecond: transposingSecond,
        alpha: alpha, beta: 1))
  }

  private mutating func setBlock(atRow row: Int, column: Int, _ product: Product) {
    let width = columns
    precondition(
      row >= 0 && row + product.rows <= rows && column >= 0
        && column + product.columns <= columns,
      "[\(product.rows) × \(product.columns)] at row \(row), column \(column) of "
        + "[\(rows) × \(columns)]")
    guard product.rows > 0, product.columns > 0 else { return }
    let threads = operationThreads
    withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      product.compute(into: base + row * width + column, stride: width, threads: threads)
    }
  }
}
