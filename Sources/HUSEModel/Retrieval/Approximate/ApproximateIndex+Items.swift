internal import HUSECore

extension ApproximateIndex {
  /// Adds items after the existing ones, and links them.
  ///
  /// The vectors are copied, so add many at once; only the new items are linked.
  ///
  /// - Throws: as `EmbeddingIndex.append(_:identifiers:duplicates:)`.
  public mutating func append(
    _ embeddings: Embeddings, identifiers: [String],
    duplicates: EmbeddingIndex.DuplicatePolicy = .fail
  ) throws(HUSEError) {
    try replace(identifiers) { items throws(HUSEError) in
      try items.append(embeddings, identifiers: identifiers, duplicates: duplicates)
    }
  }

  /// Adds items with their attributes after the existing ones, and links them.
  ///
  /// - Throws: as `EmbeddingIndex.append(_:identifiers:attributes:duplicates:)`.
  public mutating func append(
    _ embeddings: Embeddings, identifiers: [String], attributes: [some Encodable],
    duplicates: EmbeddingIndex.DuplicatePolicy = .fail
  ) throws(HUSEError) {
    try replace(identifiers) { items throws(HUSEError) in
      try items.append(
        embeddings, identifiers: identifiers, attributes: attributes, duplicates: duplicates)
    }
  }

  /// Gives existing items new embeddings, at their positions, and links them anew.
  ///
  /// - Throws: as `EmbeddingIndex.update(_:identifiers:)`.
  public mutating func update(
    _ embeddings: Embeddings, identifiers: [String]
  ) throws(HUSEError) {
    try replace(identifiers) { items throws(HUSEError) in
      try items.update(embeddings, identifiers: identifiers)
    }
  }

  /// Removes the items of these names; the others keep their order and their links.
  ///
  /// Items that were linked to a removed one are linked to those that it was linked to. The vectors
  /// are copied, so remove many at once.
  ///
  /// - Throws: `HUSEError.invalidRow` for a name that is not in the index; nothing is removed then.
  public mutating func remove(_ identifiers: some Collection<String>) throws(HUSEError) {
    var items = items
    try items.remove(identifiers)
    let names = Set(identifiers)
    let removed = self.items.identifiers.map(names.contains)
    let sources: [Int?] = removed.indices.filter { !removed[$0] }
    var graph = graph
    graph.remove(removed, of: rows)
    let rows = Self.rows(of: items, keeping: (rows, sources))
    graph.reachAll(of: rows)
    self = ApproximateIndex(items, rows: rows, graph: graph)
  }

  /// Changes the items; those of these names that are there, and new ones, are linked anew.
  private mutating func replace(
    _ identifiers: [String], by change: (inout EmbeddingIndex) throws(HUSEError) -> Void
  ) throws(HUSEError) {
    let names = Set(identifiers)
    let changed = items.identifiers.map(names.contains)
    var items = items
    try change(&items)
    guard count > 0 else {
      self = try ApproximateIndex(items, settings: settings)
      return
    }
    let sources = (0..<items.count).map { position -> Int? in
      position < changed.count && !changed[position] ? position : nil
    }
    let newRows = Self.rows(of: items, keeping: (rows, sources))
    var graph = graph
    graph.replace(changed, of: rows, by: newRows)
    self = ApproximateIndex(items, rows: newRows, graph: graph)
  }
}
