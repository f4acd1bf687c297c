/// The weight of each class opinion: the factors of the logits that are added before softmax.
///
/// With one opinion, the factor is the inverse of a temperature (Guo et al. 2017). With two, the
/// factors are the weights of a logarithmic pool.
public struct LogitWeights: Sendable, Hashable, Codable {
  /// The factor of the logits of the classifier on embeddings, equation 6.
  public let embedding: Float
  /// The factor of the logits of the regression on features.
  public let regression: Float

  /// Only the classifier on embeddings with its trained scale, as in the paper.
  public static let paper = LogitWeights(embedding: 1, regression: 0)

  /// Creates weights from both factors.
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
