internal import HUSECore

/// Embeddings with fast search that finds most of the nearest: a navigable graph over the items of
/// an index.
///
/// ```swift
/// let index = try ApproximateIndex(EmbeddingIndex(images, identifiers: names))
/// let matches = try index.nearest(10, to: model.embed(text: "a slice of pizza"))
/// ```
///
/// A search follows links of the graph to items that are more and more similar to the query. It
/// compares whole numbers of a byte a value, then computes the distances of the best candidates
/// from the vectors of the index. So distances are as exact as those of `items`, and an item that
/// is missing was not found.
///
/// The graph is the same on any number of threads. Memory: a byte a value, and
/// 4 · (2 · `linkCount` + 1) bytes for each item, besides what the index takes; the vectors of a
/// mapped file are read only for candidates. Malkov and Yashunin, "Efficient and robust approximate
/// nearest neighbor search using Hierarchical Navigable Small World graphs" (2018).
public struct ApproximateIndex: Sendable {
  /// The items, for exact search.
  public internal(set) var items: EmbeddingIndex
  let rows: QuantizedItems
  let graph: NavigableGraph
  let searchers: SearcherPool

  /// The number of items.
  public var count: Int { items.count }
  /// How the graph is built.
  public var settings: GraphSettings { graph.settings }

  /// Links the items of an index into a graph.
  ///
  /// - Parameters:
  ///   - items: the items; `float32` and `float16` suit as storage, since the graph has its own
  ///     values of a byte.
  ///   - settings: how the graph is built.
  ///   - progress: called after some hundred items each with the number of those that are linked.
  /// - Throws: `HUSEError.invalidArgument` for settings outside their ranges, vectors of more than
  ///   65,536 values, or more than 4,294,967,295 items.
  public init(
    _ items: EmbeddingIndex, settings: GraphSettings = GraphSettings(),
    progress: (_ linked: Int) -> Void = { _ in }
  ) throws(HUSEError) {
    try settings.check()
    try StoredVectors.check(.int8, dimension: items.dimension)
    guard items.count <= Int(GraphLayer.none) else {
      throw .invalidArgument(
        name: "items", found: "\(items.count)", expected: "at most \(GraphLayer.none)")
    }
    let rows = Self.rows(of: items, keeping: nil)
    self.init(
      items, rows: rows,
      graph: NavigableGraph(of: rows, settings: settings, progress: progress))
  }

  init(_ items: EmbeddingIndex, rows: QuantizedItems, graph: NavigableGraph) {
    self.items = items
    self.rows = rows
    self.graph = graph
    searchers = SearcherPool(for: rows, degree: graph.settings.degree(ofLayer: 0))
  }

  /// The rounded vectors of an index: those of `other` at some rows, the rest rounded.
  static func rows(
    of items: EmbeddingIndex, keeping other: (rows: QuantizedItems, sources: [Int?])?
  ) -> QuantizedItems {
    let vectors = items.vectors
    return QuantizedItems(
      keeping: other?.rows
        ?? QuantizedItems(quantizing: Matrix(rows: 0, columns: items.dimension)),
      at: other?.sources ?? [Int?](repeating: nil, count: items.count)
    ) { vectors.gathering(rowsAt: [$0]) }
  }
}
