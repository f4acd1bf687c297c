import Foundation
internal import HUSECore

/// What a model of sentence-transformers does with a pooled vector.
enum SentenceStep: Sendable {
  case dense(SentenceDenseLayer)
  /// Unit length.
  case normalize

  /// How a step is stored in a model file.
  struct Settings: Codable {
    /// Absent for a normalisation.
    var dense: Dense?

    /// What is stored of a dense layer beside its weights.
    struct Dense: Codable {
      var activation: SentenceDenseLayer.Activation
      var hasBias: Bool
    }
  }

  var settings: Settings {
    switch self {
    case .dense(let layer):
      Settings(dense: .init(activation: layer.activation, hasBias: layer.linear.bias != nil))
    case .normalize: Settings(dense: nil)
    }
  }
}
