extension EmbeddingIndex {
  /// The position of the first item with this identifier; `nil` if there is none.
  ///
  /// Time: grows with the number of items.
  public func position(of identifier: String) -> Int? { identifiers.firstIndex(of: identifier) }

  /// Adds items at the end.
  ///
  /// All items are copied, so add many at once.
  ///
  /// - Throws: `HUSEError.shapeMismatch` unless there is an identifier for each embedding, and their
  ///   dimension is that of the index; an index without items takes any.
  public mutating func append(
    _ embeddings: Embeddings, identifiers: [String]
  ) throws(HUSEError) {
    let new = try EmbeddingIndex(embeddings, identifiers: identifiers)
    guard count > 0 else {
      self = new
      return
    }
    self = try EmbeddingIndex(
      Embeddings(vectors: self.embeddings.vectors.appending(embeddings.vectors)),
      identifiers: self.identifiers + identifiers)
  }

  /// An index of the items at `positions`, in that order.
  ///
  /// Use it to remove items, or to restrict a search to a subset. The embeddings are copied.
  ///
  /// - Precondition: every position lies in `0..<count`.
  public func selecting(positions: some Collection<Int>) -> EmbeddingIndex {
    EmbeddingIndex(
      embeddings: Embeddings(vectors: embeddings.vectors.gathering(rowsAt: positions)),
      identifiers: positions.map { identifiers[$0] })
  }
}
