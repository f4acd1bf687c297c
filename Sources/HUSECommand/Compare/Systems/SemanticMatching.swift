import HUSE

/// Semantic matching: a softmax regression for each modality, whose class probabilities describe an
/// item (Rasiwasia et al., "A New Approach to Cross-Modal Multimedia Retrieval", 2010).
struct SemanticMatching: TrainedSystem {
  private let imageRegression: SoftmaxRegression
  private let textRegression: SoftmaxRegression

  var fusion: Fusion? { .product(image: 1, text: 1) }

  /// The penalties on the way to a small one; this is several times as fast as starting at zero.
  private static let path: [Float] = [0.3, 0.1, 0.03, 0.01, 0.003]

  init(of pairs: PairedFeatures, penalty: Float) throws(HUSEError) {
    func regression(_ features: Matrix) throws(HUSEError) -> SoftmaxRegression {
      let path = try SoftmaxRegression.path(
        of: features, labels: pairs.labels, classCount: pairs.classNames.count,
        penalties: Self.path.filter { $0 > penalty } + [penalty])
      return path[path.count - 1]
    }
    imageRegression = try regression(pairs.images)
    textRegression = try regression(pairs.texts)
  }

  func output(
    of pairs: PairedFeatures, componentWeight: Float
  ) throws(HUSEError) -> SystemOutput {
    try SystemOutput(
      describedBy: .init(
        images: imageRegression.scores(of: pairs.images, classNames: pairs.classNames),
        texts: textRegression.scores(of: pairs.texts, classNames: pairs.classNames)))
  }
}

extension SystemOutput {
  /// Embeddings that are the class probabilities of the items.
  init(describedBy scores: Scores) throws(HUSEError) {
    self.init(
      images: try Embeddings(normalizing: scores.images.probabilities),
      texts: try Embeddings(normalizing: scores.texts.probabilities), scores: scores)
  }
}
