public import HUSE

/// An index of random unit vectors, and queries.
public struct Search: Sendable {
  /// The index.
  public let index: EmbeddingIndex
  /// What is searched for.
  public let queries: Embeddings

  /// Makes an index of `items` vectors of `dimension` values.
  public init(items: Int, queries: Int, dimension: Int = 512) throws {
    index = try EmbeddingIndex(
      Embeddings(normalizing: .uniform(rows: items, columns: dimension, seed: 11)))
    self.queries = try Embeddings(
      normalizing: .uniform(rows: queries, columns: dimension, seed: 12))
  }

  /// The 10 nearest items of each query.
  public func nearest() throws -> [[Match]] { try index.nearest(10, to: queries) }
}
