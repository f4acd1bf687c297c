/// How much each opinion on the class of an item counts: the factors of the logits that are added
/// up before softmax.
///
/// They are the inverse of a temperature (Guo et al. 2017) where there is one opinion, and the
/// weights of a logarithmic pool where there are two.
public struct LogitWeights: Sendable, Hashable, Codable {
  /// The factor of the logits of the classifier on embeddings, eq. 6.
  public let embedding: Float
  /// The factor of the logits of the regression on features.
  public let regression: Float

  /// The classifier on embeddings alone, as it was trained: the paper's.
  public static let paper = LogitWeights(embedding: 1, regression: 0)

  /// Takes both factors.
  public init(embedding: Float, regression: Float) {
    self.embedding = embedding
    self.regression = regression
  }

  /// Checks that both are finite and not negative.
  func check(named name: String) throws(HUSEError) {
    for value in [embedding, regression] where !(value >= 0 && value.isFinite) {
      throw .invalidArgument(
        name: name, found: "\(value)", expected: "finite factors of 0 or more")
    }
  }
}
