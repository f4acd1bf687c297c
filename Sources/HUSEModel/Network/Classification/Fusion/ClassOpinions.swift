/// How a model computes class probabilities, in addition to its towers and their classifier.
///
/// The logits of an item are `embedding · (s Wᵀφ + b) + regression · (V x + c)`: the logits of
/// the classifier on embeddings (eq. 6) plus the logits of a regression on the features themselves,
/// each times a factor for its modality. A tower outputs vectors of length 1, so its certainty is
/// lost. The regression keeps the certainty, which a product of probabilities needs. The factors
/// and the fusion are chosen on items that the model has not seen
/// (`SharedEmbedding.calibrate(on:)`).
public struct ClassOpinions: Sendable, Equatable {
  /// The regression on image features; `nil` if there is none.
  public internal(set) var imageRegression: SoftmaxRegression?
  /// The regression on text features; `nil` if there is none.
  public internal(set) var textRegression: SoftmaxRegression?
  /// The factors of the logits of images.
  public internal(set) var imageWeights = LogitWeights.paper
  /// The factors of the logits of texts.
  public internal(set) var textWeights = LogitWeights.paper
  /// How the scores of an image and of its text are fused.
  public internal(set) var fusion = Fusion.average(imageWeight: 0.5)

  /// Creates the paper's setting: only the classifier on embeddings, and an average of both
  /// modalities.
  public init() {}

  /// The factors of the logits of a modality.
  public subscript(modality: Modality) -> LogitWeights {
    get { modality == .image ? imageWeights : textWeights }
    set {
      switch modality {
      case .image: imageWeights = newValue
      case .text: textWeights = newValue
      }
    }
  }

  /// The regression on the features of a modality.
  public func regression(_ modality: Modality) -> SoftmaxRegression? {
    modality == .image ? imageRegression : textRegression
  }
}
