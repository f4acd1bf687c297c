/// The output of a model for the features of one modality.
public struct ModelOutput: Sendable {
  /// The embeddings, a row for each item.
  public let embeddings: Embeddings
  /// The class scores, a row for each item.
  public let scores: ClassScores
}
