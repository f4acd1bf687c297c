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
    vectors = try Matrix(
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
