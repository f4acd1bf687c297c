/// Values with any number of dimensions, as in weight files; the last dimension is contiguous.
public struct Tensor: Sendable, Equatable {
  /// The length of each dimension; empty for a single value.
  public let shape: [Int]
  /// The values as a matrix: the first dimension is its rows, all others together are its columns.
  ///
  /// A vector of n values is `[1 × n]`.
  public let matrix: Matrix

  /// Creates a tensor from a matrix that holds its values in order.
  ///
  /// - Precondition: the product of `shape` is `matrix.count`.
  public init(shape: [Int], matrix: Matrix) {
    let count = shape.reduce(1, *)
    precondition(count == matrix.count, "shape \(shape) for \(matrix.count) values")
    let rows = shape.count < 2 ? 1 : shape[0]
    self.shape = shape
    self.matrix = Matrix(
      storage: matrix.storage, offset: matrix.offset, rows: rows,
      columns: rows == 0 ? 0 : count / rows)
  }

  /// A matrix as a tensor of two dimensions.
  public init(_ matrix: Matrix) { self.init(shape: [matrix.rows, matrix.columns], matrix: matrix) }

  /// A list of values as a tensor of one dimension.
  public init(_ values: [Float]) {
    self.init(
      shape: [values.count], matrix: Matrix(rows: 1, columns: values.count, values: values))
  }
}
