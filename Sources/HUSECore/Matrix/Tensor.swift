/// Values with any number of dimensions, as in weight files; the last dimension is contiguous.
public struct Tensor: Sendable, Equatable {
  /// The length of each dimension; empty for a single value.
  public let shape: [Int]
  /// The values as a matrix, with the first dimension as rows and all others together as columns.
  ///
  /// A vector of n values is `[1 × n]`.
  public let matrix: Matrix

  /// Creates a tensor from a matrix that holds its values in order.
  ///
  /// - Throws: `HUSEError.shapeMismatch` unless the product of `shape` is `matrix.count`.
  public init(shape: [Int], matrix: Matrix) throws(HUSEError) {
    var (count, overflow) = (1, false)
    for length in shape where !overflow {
      (count, overflow) = count.multipliedReportingOverflow(by: length)
    }
    guard !overflow, count == matrix.count, shape.allSatisfy({ $0 >= 0 }) else {
      throw .shapeMismatch(
        expected: shape, found: [matrix.rows, matrix.columns], in: "values of a tensor",
        remedy: "The lengths of the dimensions must multiply to the number of values.")
    }
    self.init(validShape: shape, matrix: matrix)
  }

  /// Creates a tensor of a shape whose product is `matrix.count`.
  package init(validShape shape: [Int], matrix: Matrix) {
    let rows = shape.count < 2 ? 1 : shape[0]
    self.shape = shape
    self.matrix = Matrix(
      storage: matrix.storage, offset: matrix.offset, rows: rows,
      columns: rows == 0 ? 0 : matrix.count / rows)
  }

  /// A matrix as a tensor of two dimensions.
  public init(_ matrix: Matrix) {
    self.init(validShape: [matrix.rows, matrix.columns], matrix: matrix)
  }

  /// A list of values as a tensor of one dimension.
  public init(_ values: [Float]) {
    shape = [values.count]
    matrix = Matrix(row: values)
  }
}
