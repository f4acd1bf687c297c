internal import HUSECore

/// The tensors of a BERT checkpoint by name, with or without the prefix `bert.`.
struct BERTTensors: Sendable {
  private let weights: NetworkWeights
  private let prefix: String

  static let purpose = "a BERT checkpoint that fits its config.json"

  init(_ weights: NetworkWeights) {
    self.weights = weights
    prefix = weights.contains("bert.embeddings.word_embeddings.weight") ? "bert." : ""
  }

  func contains(_ name: String) -> Bool { weights.contains(prefix + name) }

  func matrix(_ name: String, _ shape: [Int]) throws(HUSEError) -> Matrix {
    try weights.tensor(prefix + name, shape: shape).matrix
  }
}
