public import Foundation

/// The parts of an encoder: settings and word lists as JSON, weights as named tensors.
public struct StoredEncoder: Sendable {
  /// The value of `StorableEncoder.storedKind`.
  public var kind: String
  /// Settings, as a JSON document whose structure the encoder chooses.
  public var settings: Data
  /// The weights by name.
  public var tensors: [String: Tensor]

  /// Creates the parts of an encoder.
  public init(kind: String, settings: Data, tensors: [String: Tensor]) {
    self.kind = kind
    self.settings = settings
    self.tensors = tensors
  }
}
