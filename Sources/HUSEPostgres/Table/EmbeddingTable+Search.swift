import HUSECore
public import HUSEModel

extension EmbeddingTable {
  /// The number of queries in one statement.
  private static let batchSize = 256
  /// The largest `hnsw.ef_search` of pgvector.
  private static let mostCandidates = 1000

  /// The `limit` nearest items that meet a condition, nearest first; equally near ones by their
  /// names.
  ///
  /// - Parameters:
  ///   - limit: the number of items to find.
  ///   - query: the embedding to search with.
  ///   - condition: what the items meet; all are searched without it.
  ///   - candidates: pgvector's `ef_search`, 1 to 1,000: more candidates find more of the nearest
  ///     items and take longer. By default 40, or twice the limit.
  ///   - isExact: whether every item is compared, without the approximate index.
  /// - Returns: the matches: `limit`, or all items that meet the condition if there are fewer.
  /// - Throws: `HUSEError.shapeMismatch` if the query has another dimension; `.invalidArgument` for
  ///   a condition that cannot be compared; `.invalidRow` for a query of zeros, which has no cosine
  ///   distance; `.databaseFailed` and `.connectionLost`.
  public func nearest(
    _ limit: Int, to query: Embedding, where condition: ItemCondition? = nil,
    candidates: Int? = nil,
    exactly isExact: Bool = false
  ) async throws(HUSEError) -> [TableMatch] {
    try await nearest(
      limit, to: Embeddings([query]), where: condition, candidates: candidates, exactly: isExact)[0]
  }

  /// The `limit` nearest items of each query that meet a condition, in the order of the queries.
  ///
  /// Up to 256 queries are one statement. A search by the approximate index that finds fewer than
  /// `limit` items is repeated exactly, so that a rare attribute loses none.
  ///
  /// - Parameters:
  ///   - limit: the number of items to find for each query.
  ///   - queries: the embeddings to search with.
  ///   - condition: what the items meet.
  ///   - candidates: as for one query.
  ///   - isExact: as for one query.
  /// - Returns: for each query its matches.
  /// - Throws: as for one query.
  public func nearest(
    _ limit: Int, to queries: Embeddings, where condition: ItemCondition? = nil,
    candidates: Int? = nil,
    exactly isExact: Bool = false
  ) async throws(HUSEError) -> [[TableMatch]] {
    guard !queries.isEmpty, limit > 0 else { return queries.map { _ in [] } }
    guard queries.dimension == dimension else {
      throw .shapeMismatch(
        expected: [queries.count, dimension], found: [queries.count, queries.dimension],
        in: "queries of the table '\(name)'",
        remedy: "Search with embeddings of the model that the table was loaded with.")
    }
    if let candidates, !(1...Self.mostCandidates).contains(candidates) {
      throw .invalidArgument(
        name: "candidates", found: "\(candidates)", expected: "1 to \(Self.mostCandidates)")
    }
    try Self.check(queries.vectors, source: "queries", isQuery: true)
    var result: [[TableMatch]] = []
    for start in stride(from: 0, to: queries.count, by: Self.batchSize) {
      let rows = queries.vectors[rows: start..<min(start + Self.batchSize, queries.count)]
      var matches = try await search(
        limit, rows, condition, isExact: isExact,
        candidates: candidates ?? min(max(40, 2 * limit), Self.mostCandidates))
      let incomplete = matches.indices.filter { matches[$0].count < limit }
      if !isExact, !incomplete.isEmpty {
        let exact = try await search(
          limit, rows.gathering(rowsAt: incomplete), condition, isExact: true, candidates: 1)
        for (position, found) in zip(incomplete, exact) { matches[position] = found }
      }
      result += matches
    }
    return result
  }

  private func search(
    _ limit: Int, _ queries: Matrix, _ condition: ItemCondition?, isExact: Bool, candidates: Int
  ) async throws(HUSEError) -> [[TableMatch]] {
    var parameters: [Parameter] = [
      .vectors(queries, in: vectors), .integer(limit),
    ]
    let filter = try condition.map { (condition) throws(HUSEError) in
      "WHERE \(try condition.sql(adding: &parameters))"
    }
    // The index gives an order by distance alone.
    let statement = """
      SELECT q.number, m.identifier, m.distance, m.attributes::text
      FROM unnest($1::\(vectors.vector)[]) WITH ORDINALITY AS q(embedding, number)
      CROSS JOIN LATERAL (
        SELECT identifier, attributes, t.embedding \(vectors.cosineDistance) q.embedding AS distance
        FROM \(table.sql) t \(filter ?? "")
        ORDER BY t.embedding \(vectors.cosineDistance) q.embedding\(isExact ? ", identifier" : "")
        LIMIT $2) m
      ORDER BY q.number, m.distance, m.identifier
      """
    let settings: [(sql: String, parameters: [Parameter])] =
      isExact
      ? [("SELECT set_config('enable_indexscan', 'off', true)", [])]
      : [
        ("SELECT set_config('hnsw.ef_search', $1, true)", [.text("\(candidates)")]),
        ("SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true)", []),
      ]
    let operation = "searching in '\(name)'"
    let statements = settings + [(statement, parameters)]
    let count = queries.rows
    return try await pool.run(operation) { (connection) throws(HUSEError) in
      let rows = try connection.executeTogether(statements, for: operation)
      var matches = [[TableMatch]](repeating: [], count: count)
      for row in 0..<rows.count {
        guard let number = rows.integer(row, 0), let identifier = rows.text(row, 1),
          let distance = rows.number(row, 2)
        else { continue }
        matches[number - 1].append(
          TableMatch(
            identifier: identifier, distance: Float(min(max(distance, 0), 2)),
            attributeText: rows.text(row, 3)))
      }
      return matches
    }
  }
}
