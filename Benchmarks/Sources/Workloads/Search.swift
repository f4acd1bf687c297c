public import HUSE

/// An index of random unit vectors, and queries.
public struct Search: Sendable {
  /// The index.
  public let index: EmbeddingIndex
  /// What is searched for.
  public let queries: Embeddings

  /// Makes an index of `items` vectors of `dimension` values.
  public init(
    items: Int, queries: Int, dimension: Int = 512, storage: VectorStorage = .float32
  ) throws {
    index = try EmbeddingIndex(
      Embeddings(normalizing: .uniform(rows: items, columns: dimension, seed: 11)),
      storage: storage)
    self.queries = try Embeddings(
      normalizing: .uniform(rows: queries, columns: dimension, seed: 12))
  }

  /// The share of the 10 nearest items, by vectors in single precision, that the index finds.
  public func recall() throws -> Double {
    let exact = try index.storing(as: .float32).nearest(10, to: queries)
    let shared = zip(try nearest(), exact).map { found, exact in
      Set(found.map(\.position)).intersection(exact.map(\.position)).count
    }
    return Double(shared.reduce(0, +)) / Double(10 * queries.count)
  }

  /// The 10 nearest items of each query.
  public func nearest() throws -> [[Match]] { try index.nearest(10, to: queries) }
}
