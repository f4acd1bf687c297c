extension SharedEmbedding {
  /// A copy without the class component, whose embeddings are the outputs of the towers.
  ///
  /// Its embeddings are other ones and shorter: an index that was made with this model does not fit
  /// it. Its class scores are the same.
  public var withoutClassComponent: SharedEmbedding {
    var result = self
    result.classComponent = nil
    return result
  }
}
