internal import HUSECore

extension ApproximateIndex {
  /// The candidates of a search unless it says otherwise.
  public static let defaultCandidateCount = 100

  /// About the `limit` nearest items, nearest first.
  ///
  /// - Parameters:
  ///   - limit: the number of items to find.
  ///   - query: the embedding to search with.
  ///   - candidates: the most similar items that the search keeps on its way, ef in the paper: more
  ///     of them find more of the nearest and take more time. There are always some more than
  ///     `limit`.
  /// - Returns: the matches; fewer only if the index holds fewer.
  /// - Throws: `HUSEError.shapeMismatch` if the query has another dimension than the index.
  public func nearest(
    _ limit: Int, to query: Embedding, candidates: Int = defaultCandidateCount
  ) throws(HUSEError) -> [Match] {
    try nearest(limit, to: Embeddings(vectors: query.vector.row), candidates: candidates)[0]
  }

  /// About the `limit` nearest items of each query, in the order of the queries.
  ///
  /// A query is answered by one thread; the answer does not depend on the others.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the queries have another dimension than the index.
  public func nearest(
    _ limit: Int, to queries: Embeddings, candidates: Int = defaultCandidateCount
  ) throws(HUSEError) -> [[Match]] {
    try nearest(limit, to: queries, candidates: candidates, among: nil as IncludedItems?)
  }

  /// About the `limit` nearest of the items whose position passes a test.
  ///
  /// Few items that pass are all compared. Otherwise the search follows links to such items only,
  /// directly or over one other item.
  ///
  /// - Parameters:
  ///   - limit: the number of items to find.
  ///   - query: the embedding to search with.
  ///   - candidates: the most similar items that the search keeps on its way.
  ///   - isIncluded: called once for each position.
  /// - Returns: the matches; fewer only if fewer items pass.
  /// - Throws: `HUSEError.shapeMismatch` if the query has another dimension than the index; what
  ///   `isIncluded` throws.
  public func nearest(
    _ limit: Int, to query: Embedding, candidates: Int = defaultCandidateCount,
    where isIncluded: (_ position: Int) throws -> Bool
  ) throws -> [Match] {
    try nearest(
      limit, to: Embeddings(vectors: query.vector.row), candidates: candidates,
      where: isIncluded)[0]
  }

  /// About the `limit` nearest of the items whose position passes a test, for each query.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the queries have another dimension than the index; what
  ///   `isIncluded` throws.
  public func nearest(
    _ limit: Int, to queries: Embeddings, candidates: Int = defaultCandidateCount,
    where isIncluded: (_ position: Int) throws -> Bool
  ) throws -> [[Match]] {
    try nearest(
      limit, to: queries, candidates: candidates,
      among: IncludedItems((0..<count).map(isIncluded)))
  }

  /// About the `limit` nearest of the items at some positions, for each query.
  ///
  /// - Precondition: every position lies in `0..<count`.
  /// - Throws: `HUSEError.shapeMismatch` if the queries have another dimension than the index.
  public func nearest(
    _ limit: Int, to queries: Embeddings, candidates: Int = defaultCandidateCount,
    among positions: some Sequence<Int>
  ) throws(HUSEError) -> [[Match]] {
    var included = [Bool](repeating: false, count: count)
    for position in positions { included[position] = true }
    return try nearest(
      limit, to: queries, candidates: candidates, among: IncludedItems(included))
  }

  func nearest(
    _ limit: Int, to queries: Embeddings, candidates: Int, among included: IncludedItems?,
    scanLimit: Int? = nil
  ) throws(HUSEError) -> [[Match]] {
    try items.check(queries)
    guard count > 0, limit > 0 else { return queries.map { _ in [] } }
    let search = ApproximateSearch(
      graph: graph, rows: rows, limit: limit, candidateCount: candidates, included: included,
      scanLimit: scanLimit)
    return Parallel.map(queries.count, threads: Parallel.threadCount, state: searchers.lease) {
      query, lease in
      let vector = queries.vectors[rows: query..<query + 1]
      lease.searcher.query.assign(vector)
      let found = search.nearest(by: lease.searcher)
      return items.vectors.nearest(limit, to: vector, among: found).map(items.match)
    }
  }
}
