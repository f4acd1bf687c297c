internal import HUSECore

/// The tensors of a checkpoint whose names start with a prefix, named without the prefix.
///
/// A model that was saved within a larger one, such as under `bert.` in a classifier or
/// `text_model.` in CLIP, is read with the names that it has on its own.
struct ScopedWeights: Sendable {
  let weights: NetworkWeights
  let prefix: String

  init(_ weights: NetworkWeights, prefix: String = "") {
    self.weights = weights
    self.prefix = prefix
  }

  /// Uses the first of some prefixes under which the checkpoint has a tensor, or no prefix.
  init(_ weights: NetworkWeights, prefixes: [String], having name: String) {
    self.init(weights, prefix: prefixes.first { weights.contains($0 + name) } ?? "")
  }

  func contains(_ name: String) -> Bool { weights.contains(prefix + name) }

  func tensor(_ name: String, _ shape: [Int]) throws(HUSEError) -> Tensor {
    try weights.tensor(prefix + name, shape: shape)
  }

  func weights(_ name: String, _ shape: [Int]) throws(HUSEError) -> WeightMatrix {
    try weights.weights(prefix + name, shape: shape)
  }

  func addedRows(_ name: String, _ shape: [Int]) throws(HUSEError) -> WeightMatrix {
    try weights.addedRows(prefix + name, shape: shape)
  }

  func matrix(_ name: String, _ shape: [Int]) throws(HUSEError) -> Matrix {
    try tensor(name, shape).matrix
  }
}
