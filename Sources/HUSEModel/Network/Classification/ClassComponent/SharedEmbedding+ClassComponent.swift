extension SharedEmbedding {
  /// A copy without the class component, whose embeddings are the outputs of the towers.
  ///
  /// The copy's embeddings are different and shorter, so an index made with this model does not fit
  /// the copy. Its class scores are the same.
  public var withoutClassComponent: SharedEmbedding {
    var result = self
    result.classComponent = nil
    return result
  }
}
