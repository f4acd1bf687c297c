/// A row of a matrix: values in contiguous memory that is shared, not copied.
public struct Vector: Sendable {
  package let row: Matrix

  package init(_ row: Matrix) { self.row = row }

  /// Creates a vector from its values.
  public init(_ values: [Float]) {
    row = Matrix(row: values)
  }
}

extension Vector: RandomAccessCollection {
  /// The first position, always 0.
  public var startIndex: Int { 0 }
  /// The position after the last, which is the number of values.
  public var endIndex: Int { row.columns }
  /// The value at a position.
  public subscript(position: Int) -> Float { row[0, position] }

  /// Calls `body` with the values.
  public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result? {
    try row.withUnsafeBufferPointer(body)
  }
}

extension Vector: Equatable {
  /// Whether both hold the same values.
  public static func == (left: Vector, right: Vector) -> Bool { left.row == right.row }
}

extension Vector: ExpressibleByArrayLiteral {
  /// Creates a vector from an array literal.
  public init(arrayLiteral elements: Float...) { self.init(elements) }
}

extension Vector: CustomStringConvertible {
  /// The values, as an array prints them.
  public var description: String { "\(Array(self))" }
}
