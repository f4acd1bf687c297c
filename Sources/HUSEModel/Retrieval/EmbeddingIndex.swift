/// Embeddings with exact search by cosine distance.
///
/// ```swift
/// let index = try EmbeddingIndex(model.embed(imageFeatures: images), identifiers: names)
/// for match in try index.nearest(5, to: model.embed(text: "a slice of pizza")) {
///   print(match.identifier, match.distance)
/// }
/// ```
public struct EmbeddingIndex: Sendable {
  /// The embeddings that are searched.
  public let embeddings: Embeddings
  /// An identifier for each embedding.
  public let identifiers: [String]

  /// The fingerprint of the model that made the embeddings, `SharedEmbedding.fingerprint`; `nil`
  /// where it is not known.
  public let modelFingerprint: String?

  /// The number of items.
  public var count: Int { embeddings.count }

  /// Creates an index of embeddings with their identifiers.
  ///
  /// - Parameters:
  ///   - embeddings: what is searched.
  ///   - identifiers: a name for each; their positions by default.
  ///   - modelFingerprint: the fingerprint of the model that made them.
  /// - Throws: `HUSEError.shapeMismatch` unless there is an identifier for each embedding.
  public init(
    _ embeddings: Embeddings, identifiers: [String]? = nil, modelFingerprint: String? = nil
  ) throws(HUSEError) {
    let identifiers = identifiers ?? (0..<embeddings.count).map(String.init)
    guard identifiers.count == embeddings.count else {
      throw .shapeMismatch(
        expected: [embeddings.count], found: [identifiers.count], in: "identifiers of an index",
        remedy: "Pass one identifier for each embedding.")
    }
    self.init(
      embeddings: embeddings, identifiers: identifiers, modelFingerprint: modelFingerprint)
  }

  init(embeddings: Embeddings, identifiers: [String], modelFingerprint: String?) {
    self.embeddings = embeddings
    self.identifiers = identifiers
    self.modelFingerprint = modelFingerprint
  }

  /// Checks that a model is the one whose embeddings are searched.
  ///
  /// - Throws: `HUSEError.invalidData` if the index knows its model and it is another.
  public func check(isOf model: SharedEmbedding) throws(HUSEError) {
    guard let modelFingerprint else { return }
    let found = try model.fingerprint
    guard found == modelFingerprint else {
      throw .invalidData(
        source: "index",
        problem:
          "was made with another model, of the fingerprint \(modelFingerprint); this one has "
          + found,
        remedy: "Search with that model, or make the index again with this one.")
    }
  }

  /// The `limit` nearest items, nearest first; equally near items are in the order of the index.
  ///
  /// Time: one product with all embeddings. Fewer are returned if the index holds fewer.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the query has another dimension than the index.
  public func nearest(_ limit: Int, to query: Embedding) throws(HUSEError) -> [Match] {
    try nearest(limit, to: Embeddings(vectors: query.vector.row))[0]
  }

  /// The `limit` nearest items of each query, in the order of the queries.
  ///
  /// Distances are computed in single precision: those of equal items may differ in the last
  /// digits, which then decide their order.
  ///
  /// Memory beyond the result: a block of similarities for each thread, at most 256 Ki values.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the queries have another dimension than the index.
  public func nearest(_ limit: Int, to queries: Embeddings) throws(HUSEError) -> [[Match]] {
    guard queries.dimension == embeddings.dimension || count == 0 else {
      throw .shapeMismatch(
        expected: [queries.count, embeddings.dimension],
        found: [queries.count, queries.dimension], in: "queries of an index",
        remedy: "Search with embeddings of the model that the index was built with.")
    }
    guard count > 0, limit > 0 else { return queries.map { _ in [] } }
    let best = ExactSearch(items: embeddings.vectors, queries: queries.vectors, limit: limit)
      .nearest()
    return best.map { items in
      items.sorted.map {
        Match(
          position: $0.position, identifier: identifiers[$0.position],
          distance: min(max(1 - $0.similarity, 0), 2))
      }
    }
  }
}
