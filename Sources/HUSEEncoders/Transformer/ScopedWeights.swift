internal import HUSECore

/// The tensors of a checkpoint whose names begin with a prefix, named without it.
///
/// A model that was saved within a larger one, such as `bert.` in a classifier or `text_model.` in
/// CLIP, is read under the names that it has by itself.
struct ScopedWeights: Sendable {
  let weights: NetworkWeights
  let prefix: String

  init(_ weights: NetworkWeights, prefix: String = "") {
    self.weights = weights
    self.prefix = prefix
  }

  /// The first of some prefixes under which a checkpoint has a tensor, else no prefix.
  init(_ weights: NetworkWeights, prefixes: [String], having name: String) {
    self.init(weights, prefix: prefixes.first { weights.contains($0 + name) } ?? "")
  }

  func contains(_ name: String) -> Bool { weights.contains(prefix + name) }

  func tensor(_ name: String, _ shape: [Int]) throws(HUSEError) -> Tensor {
    try weights.tensor(prefix + name, shape: shape)
  }

  func matrix(_ name: String, _ shape: [Int]) throws(HUSEError) -> Matrix {
    try tensor(name, shape).matrix
  }
}
