extension EmbeddingIndex {
  /// The position of the item with this identifier, or `nil` if there is none.
  ///
  /// Time: grows with the number of items.
  public func position(of identifier: String) -> Int? { identifiers.firstIndex(of: identifier) }

  /// What to do with an item whose name is already in an index.
  public enum DuplicatePolicy: Sendable, Hashable {
    /// Throw an error.
    case fail
    /// Give the existing item the new embedding.
    case update
  }

  /// Adds items after the existing ones.
  ///
  /// All items are copied, so add many at once.
  ///
  /// - Parameters:
  ///   - embeddings: the embeddings to add.
  ///   - identifiers: a name for each embedding.
  ///   - duplicates: what to do with a name that is already in the index.
  /// - Throws: `HUSEError.shapeMismatch` unless there is an identifier for each embedding and their
  ///   dimension matches the index (an empty index accepts any dimension); `.invalidRow` for a name
  ///   that is duplicated among the new ones, or already in the index unless it is updated;
  ///   `.invalidArgument` if the items of the index have attributes.
  public mutating func append(
    _ embeddings: Embeddings, identifiers: [String], duplicates: DuplicatePolicy = .fail
  ) throws(HUSEError) {
    guard !hasAttributes else {
      throw .invalidArgument(
        name: "attributes", found: "none", expected: "a value for each item, as the others have")
    }
    try append(embeddings, identifiers, attributeTexts: nil, duplicates)
  }

  /// Adds items with their attributes after the existing ones.
  ///
  /// All items are copied, so add many at once.
  ///
  /// - Parameters:
  ///   - embeddings: the embeddings to add.
  ///   - identifiers: a name for each embedding.
  ///   - attributes: a value for each embedding.
  ///   - duplicates: what to do with a name that is already in the index.
  /// - Throws: the same errors as `append(_:identifiers:duplicates:)`; `.shapeMismatch` unless
  ///   there is a value for each item, `.invalidRow` for a value that cannot be encoded,
  ///   `.invalidArgument` if the items of the index have no attributes.
  public mutating func append(
    _ embeddings: Embeddings, identifiers: [String], attributes: [some Encodable],
    duplicates: DuplicatePolicy = .fail
  ) throws(HUSEError) {
    guard attributes.count == embeddings.count else {
      throw .shapeMismatch(
        expected: [embeddings.count], found: [attributes.count], in: "attributes of an index",
        remedy: "Pass one value for each item.")
    }
    guard hasAttributes || count == 0 else {
      throw .invalidArgument(
        name: "attributes", found: "a value for each item",
        expected: "none, since the other items have none")
    }
    try append(
      embeddings, identifiers, attributeTexts: try Self.texts(of: attributes), duplicates)
  }

  private mutating func append(
    _ embeddings: Embeddings, _ identifiers: [String], attributeTexts: [String]?,
    _ duplicates: DuplicatePolicy
  ) throws(HUSEError) {
    guard identifiers.count == embeddings.count else {
      throw .shapeMismatch(
        expected: [embeddings.count], found: [identifiers.count], in: "identifiers of an index",
        remedy: "Pass one identifier for each embedding.")
    }
    try Self.checkUnique(identifiers)
    guard count > 0 else {
      try StoredVectors.check(storage, dimension: embeddings.dimension)
      self = EmbeddingIndex(
        vectors: StoredVectors(embeddings.vectors, as: storage), identifiers: identifiers,
        attributeTexts: attributeTexts, modelFingerprint: modelFingerprint)
      return
    }
    let positions = Dictionary(zip(self.identifiers, self.identifiers.indices)) { first, _ in first
    }
    if duplicates == .fail, let row = identifiers.firstIndex(where: { positions[$0] != nil }) {
      throw Self.invalid(
        identifiers[row], row: row, "is already in the index",
        .either("Give it another name", orPass: .updatingDuplicates))
    }
    guard embeddings.dimension == dimension else {
      throw .shapeMismatch(
        expected: [embeddings.count, dimension], found: [embeddings.count, embeddings.dimension],
        in: "items of an index",
        remedy: "Add embeddings of the model that the index was built with.")
    }
    let added = identifiers.indices.filter { positions[identifiers[$0]] == nil }
    var vectors = vectors.matrix
    var texts = self.attributeTexts
    for (row, name) in identifiers.enumerated() {
      guard let position = positions[name] else { continue }
      vectors.assign(embeddings.vectors[rows: row..<row + 1], atRow: position)
      if let text = attributeTexts?[row] { texts?[position] = text }
    }
    if !added.isEmpty {
      vectors = try vectors.appending(embeddings.vectors.gathering(rowsAt: added))
      if let attributeTexts { texts? += added.map { attributeTexts[$0] } }
    }
    self = EmbeddingIndex(
      vectors: StoredVectors(vectors, as: storage),
      identifiers: self.identifiers + added.map { identifiers[$0] }, attributeTexts: texts,
      modelFingerprint: modelFingerprint)
  }

  /// Replaces the embeddings of existing items; their positions and attributes stay the same.
  ///
  /// All items are copied.
  ///
  /// - Throws: `HUSEError.invalidRow` for a name that is not in the index; the same errors as
  ///   `append(_:identifiers:duplicates:)`.
  public mutating func update(
    _ embeddings: Embeddings, identifiers: [String]
  ) throws(HUSEError) {
    let names = Set(self.identifiers)
    if let row = identifiers.firstIndex(where: { !names.contains($0) }) {
      throw Self.invalid(
        identifiers[row], row: row, "is not in the index", "Add it with `append`.")
    }
    try append(embeddings, identifiers, attributeTexts: nil, .update)
  }

  /// Removes the items with these names; the others are copied and keep their order.
  ///
  /// - Throws: `HUSEError.invalidRow` for a name that is not in the index; then nothing is removed.
  public mutating func remove(_ identifiers: some Collection<String>) throws(HUSEError) {
    let names = Set(self.identifiers)
    for (row, name) in identifiers.enumerated() where !names.contains(name) {
      throw Self.invalid(
        name, row: row, "is not in the index", "Correct the name, or omit it.")
    }
    let removed = Set(identifiers)
    self = selecting(
      positions: self.identifiers.indices.filter { !removed.contains(self.identifiers[$0]) })
  }

  /// An index of the items at `positions`, in that order.
  ///
  /// Use it to remove items, or to restrict a search to a subset. The embeddings are copied.
  ///
  /// - Precondition: every position is in `0..<count`.
  public func selecting(positions: some Collection<Int>) -> EmbeddingIndex {
    let positions = Array(positions)
    return EmbeddingIndex(
      vectors: StoredVectors(vectors.gathering(rowsAt: positions), as: storage),
      identifiers: positions.map { identifiers[$0] },
      attributeTexts: attributeTexts.map { texts in positions.map { texts[$0] } },
      modelFingerprint: modelFingerprint)
  }

  package static func checkUnique(_ identifiers: [String]) throws(HUSEError) {
    var seen: Set<String> = []
    for (row, name) in identifiers.enumerated() where !seen.insert(name).inserted {
      throw invalid(name, row: row, "is duplicated", "Give every item a name of its own.")
    }
  }

  private static func invalid(
    _ name: String, row: Int, _ problem: String, _ remedy: Remedy
  ) -> HUSEError {
    .invalidRow(
      source: "identifiers", row: row, column: nil, problem: "'\(name.prefix(60))' \(problem)",
      remedy: remedy)
  }
}
