/// A point on the unit sphere shared by images and texts.
public struct Embedding: Sendable, Hashable {
  /// The coordinates.
  public let vector: Vector

  /// Creates an embedding from a vector whose length is 1 or 0.
  ///
  /// - Throws: `HUSEError.invalidArgument` for any other length.
  public init(_ vector: Vector) throws(HUSEError) {
    let length = Kernels.best.sumOfSquares(vector.row).squareRoot()
    guard abs(length - 1) < 1e-3 || length == 0 else {
      throw .invalidArgument(
        name: "embedding", found: "a vector of length \(length)", expected: "a unit vector")
    }
    self.vector = vector
  }

  /// Creates an embedding from a vector of any length, scaled to length 1; zeros stay zeros.
  ///
  /// - Throws: `HUSEError.invalidRow` for a value that is NaN or infinite.
  public init(normalizing vector: Vector) throws(HUSEError) {
    self = try Embeddings(normalizing: vector.row)[0]
  }

  init(unit vector: Vector) { self.vector = vector }

  /// The cosine distance 1 − a·b: 0 for the same direction, 1 at a right angle, 2 for opposite
  /// directions.
  ///
  /// - Precondition: both have the same dimension.
  public func cosineDistance(to other: Embedding) -> Float {
    precondition(count == other.count, "embeddings of \(count) and \(other.count) dimensions")
    return Float(1 - Kernels.best.dot(vector.row, other.vector.row))
  }

  /// Adds the coordinates to a hasher.
  public func hash(into hasher: inout Hasher) { for value in vector { hasher.combine(value) } }
}

extension Embedding: RandomAccessCollection {
  /// The first position, always 0.
  public var startIndex: Int { 0 }
  /// The position after the last, which is the dimension.
  public var endIndex: Int { vector.count }
  /// A coordinate.
  public subscript(position: Int) -> Float { vector[position] }
}

/// The JSON form is an array of the coordinates.
extension Embedding: Codable {
  /// Decodes an embedding.
  ///
  /// - Throws: `HUSEError.invalidArgument` unless the length is 1 or 0, or what decoding throws.
  public init(from decoder: any Decoder) throws {
    try self.init(Vector([Float](from: decoder)))
  }

  /// Encodes the coordinates.
  public func encode(to encoder: any Encoder) throws { try Array(self).encode(to: encoder) }
}

extension Embedding: CustomStringConvertible {
  /// The first coordinates and the dimension, as in `[0.12, -0.05, 0.31, … 256 in all]`.
  public var description: String {
    let first = prefix(8).map { "\($0)" }.joined(separator: ", ")
    return count > 8 ? "[\(first), … \(count) in all]" : "[\(first)]"
  }
}
