/// Embeddings with exact search by cosine distance.
///
/// ```swift
/// let index = try EmbeddingIndex(model.embed(imageFeatures: images), identifiers: names)
/// for match in try index.nearest(5, to: model.embed(text: "a slice of pizza")) {
///   print(match.identifier, match.distance)
/// }
/// ```
public struct EmbeddingIndex: Sendable {
  let vectors: StoredVectors
  /// An identifier for each embedding.
  public let identifiers: [String]
  /// The attribute of each item as JSON, or `nil` without attributes.
  package let attributeTexts: [String]?

  /// The `SharedEmbedding.fingerprint` of the model that made the embeddings, or `nil` if it is
  /// unknown.
  public let modelFingerprint: String?

  /// The number of items.
  public var count: Int { vectors.rows }
  /// The length of an embedding.
  public var dimension: Int { vectors.columns }
  /// How the vectors are stored.
  public var storage: VectorStorage { vectors.storage }
  /// The embeddings that are searched; 16-bit vectors are converted at each call.
  public var embeddings: Embeddings { Embeddings(vectors: vectors.matrix) }

  /// Creates an index of embeddings with their identifiers.
  ///
  /// - Parameters:
  ///   - embeddings: the embeddings to search.
  ///   - identifiers: a name for each embedding; its position by default.
  ///   - modelFingerprint: the fingerprint of the model that made them.
  ///   - storage: how the vectors are stored.
  /// - Throws: `HUSEError.shapeMismatch` unless there is an identifier for each embedding,
  ///   `.invalidRow` for an identifier that is duplicated, `.invalidArgument` for `int8` and
  ///   vectors of more than 65,536 values.
  public init(
    _ embeddings: Embeddings, identifiers: [String]? = nil, modelFingerprint: String? = nil,
    storage: VectorStorage = .float32
  ) throws(HUSEError) {
    if let identifiers {
      guard identifiers.count == embeddings.count else {
        throw .shapeMismatch(
          expected: [embeddings.count], found: [identifiers.count], in: "identifiers of an index",
          remedy: "Pass one identifier for each embedding.")
      }
      try Self.checkUnique(identifiers)
    }
    try StoredVectors.check(storage, dimension: embeddings.dimension)
    self.init(
      vectors: StoredVectors(embeddings.vectors, as: storage),
      identifiers: identifiers ?? (0..<embeddings.count).map(String.init),
      modelFingerprint: modelFingerprint)
  }

  init(
    vectors: StoredVectors, identifiers: [String], attributeTexts: [String]? = nil,
    modelFingerprint: String?
  ) {
    self.vectors = vectors
    self.identifiers = identifiers
    self.attributeTexts = attributeTexts
    self.modelFingerprint = modelFingerprint
  }

  /// The same items with vectors stored in a different way.
  ///
  /// Values that `float16` has rounded stay rounded. Time: one pass over the vectors.
  ///
  /// - Throws: `HUSEError.invalidArgument` for `int8` and vectors of more than 65,536 values.
  public func storing(as storage: VectorStorage) throws(HUSEError) -> EmbeddingIndex {
    guard storage != self.storage else { return self }
    try StoredVectors.check(storage, dimension: dimension)
    return EmbeddingIndex(
      vectors: StoredVectors(vectors.matrix, as: storage), identifiers: identifiers,
      attributeTexts: attributeTexts, modelFingerprint: modelFingerprint)
  }

  /// Checks that a model is the one whose embeddings are searched.
  ///
  /// - Throws: `HUSEError.invalidData` if the index has the fingerprint of a different model.
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
}
