extension EmbeddingIndex {
  /// The `limit` nearest items, nearest first; equally near items are in the order of the index.
  ///
  /// Time: one product with all embeddings. Fewer items are returned if the index holds fewer.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the query has another dimension than the index.
  public func nearest(_ limit: Int, to query: Embedding) throws(HUSEError) -> [Match] {
    try nearest(limit, to: Embeddings(vectors: query.vector.row))[0]
  }

  /// The `limit` nearest items of each query, in the order of the queries.
  ///
  /// Distances are computed in single precision. The distances of equal items may differ in the
  /// last digits, which then decide their order. With the storage `int8`, the rounded vectors yield
  /// more than `limit` candidates, whose distances are then computed from the vectors in single
  /// precision.
  ///
  /// Memory in addition to the result: a block of similarities for each thread, at most 256 Ki
  /// values.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the queries have another dimension than the index.
  public func nearest(_ limit: Int, to queries: Embeddings) throws(HUSEError) -> [[Match]] {
    try nearest(limit, to: queries, included: nil)
  }

  /// The `limit` nearest of the items whose position passes a test.
  ///
  /// ```swift
  /// let foods = try index.attributes(as: Food.self)
  /// let matches = try index.nearest(10, to: query) { foods[$0].isVegetarian }
  /// ```
  ///
  /// All items that pass can be found, however few they are.
  ///
  /// - Parameters:
  ///   - limit: the number of items to find.
  ///   - query: the embedding to search with.
  ///   - isIncluded: called once for each position.
  /// - Returns: the matches, nearest first.
  /// - Throws: `HUSEError.shapeMismatch` if the query has another dimension than the index; what
  ///   `isIncluded` throws.
  public func nearest(
    _ limit: Int, to query: Embedding, where isIncluded: (_ position: Int) throws -> Bool
  ) throws -> [Match] {
    try nearest(limit, to: Embeddings(vectors: query.vector.row), where: isIncluded)[0]
  }

  /// The `limit` nearest of the items whose position passes a test, for each query.
  ///
  /// - Parameters:
  ///   - limit: the number of items to find for each query.
  ///   - queries: the embeddings to search with.
  ///   - isIncluded: called once for each position.
  /// - Returns: the matches of each query, nearest first.
  /// - Throws: `HUSEError.shapeMismatch` if the queries have another dimension than the index; what
  ///   `isIncluded` throws.
  public func nearest(
    _ limit: Int, to queries: Embeddings, where isIncluded: (_ position: Int) throws -> Bool
  ) throws -> [[Match]] {
    try nearest(limit, to: queries, included: try (0..<count).map(isIncluded))
  }

  /// The `limit` nearest of the items at the given positions, for each query.
  ///
  /// - Precondition: every position is in `0..<count`.
  /// - Throws: `HUSEError.shapeMismatch` if the queries have another dimension than the index.
  public func nearest(
    _ limit: Int, to queries: Embeddings, among positions: some Sequence<Int>
  ) throws(HUSEError) -> [[Match]] {
    var included = [Bool](repeating: false, count: count)
    for position in positions { included[position] = true }
    return try nearest(limit, to: queries, included: included)
  }

  /// The inverse of the share of items below which they are copied and searched separately.
  private static let copiedShare = 16

  private func nearest(
    _ limit: Int, to queries: Embeddings, included: [Bool]?
  ) throws(HUSEError) -> [[Match]] {
    try check(queries)
    guard count > 0, limit > 0 else { return queries.map { _ in [] } }
    guard let included else { return matches(limit, to: queries, in: vectors) }
    let positions = included.indices.filter { included[$0] }
    guard positions.count > count / Self.copiedShare else {
      guard !positions.isEmpty else { return queries.map { _ in [] } }
      return matches(
        limit, to: queries, in: .float32(vectors.gathering(rowsAt: positions)),
        positions: positions)
    }
    return matches(limit, to: queries, in: vectors, included: included)
  }

  func check(_ queries: Embeddings) throws(HUSEError) {
    guard queries.dimension == dimension || count == 0 else {
      throw .shapeMismatch(
        expected: [queries.count, dimension], found: [queries.count, queries.dimension],
        in: "queries of an index",
        remedy: "Search with embeddings of the model that the index was built with.")
    }
  }

  /// The match for an item that a search found.
  func match(_ item: NearestItems.Item) -> Match {
    Match(
      position: item.position, identifier: identifiers[item.position],
      distance: min(max(1 - item.similarity, 0), 2))
  }

  /// The nearest items among some vectors; `positions` are their positions in the index, or `nil`
  /// for all of it.
  private func matches(
    _ limit: Int, to queries: Embeddings, in vectors: StoredVectors, included: [Bool]? = nil,
    positions: [Int]? = nil
  ) -> [[Match]] {
    let search = ProductSearch(
      items: vectors, queries: queries.vectors, limit: limit, included: included)
    return search.nearest().map { items in
      items.map { item in
        match(
          NearestItems.Item(
            position: positions?[item.position] ?? item.position, similarity: item.similarity))
      }
    }
  }
}
