/// A point on the unit sphere that images and texts share.
public struct Embedding: Sendable, Hashable {
  /// The coordinates.
  public let vector: Vector

  /// Creates an embedding from a vector of length 1, or 0.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a vector of another length.
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

  /// 1 − a·b: 0 for the same direction, 1 at a right angle, 2 for the opposite.
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

/// Embeddings in contiguous memory, one per row.
public struct Embeddings: Sendable, Equatable {
  /// The unit vectors, `[count × dimension]`.
  public let vectors: Matrix

  /// The length of an embedding.
  public var dimension: Int { vectors.columns }

  package init(vectors: Matrix) { self.vectors = vectors }

  /// Joins embeddings, in order.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if their dimensions differ.
  public init(_ embeddings: [Embedding]) throws(HUSEError) {
    let dimension = embeddings.first?.count ?? 0
    if let other = embeddings.first(where: { $0.count != dimension }) {
      throw .shapeMismatch(
        expected: [embeddings.count, dimension], found: [embeddings.count, other.count],
        in: "embeddings put together", remedy: "Pass embeddings of one model.")
    }
    vectors = Matrix(
      rows: embeddings.count, columns: dimension, values: embeddings.flatMap(Array.init))
  }

  /// Creates embeddings from rows of any length, scaled to length 1; a row of zeros stays zero.
  ///
  /// - Throws: `HUSEError.invalidRow` for a value that is NaN or infinite.
  public init(normalizing rows: Matrix) throws(HUSEError) {
    if let (row, column) = rows.firstNonFinite {
      throw .invalidRow(
        source: "embeddings", row: row, column: column, problem: "found \(rows[row, column])",
        remedy: "Embeddings must be finite.")
    }
    vectors = rows.normalizedRows
  }
}

extension Embeddings: RandomAccessCollection {
  /// The first position, always 0.
  public var startIndex: Int { 0 }
  /// The position after the last, which is the number of embeddings.
  public var endIndex: Int { vectors.rows }
  /// The embedding at a position, without a copy.
  public subscript(position: Int) -> Embedding { Embedding(unit: vectors[row: position]) }
}
