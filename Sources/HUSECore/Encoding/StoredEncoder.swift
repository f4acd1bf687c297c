public import Foundation

/// An encoder that can travel inside a model file.
///
/// Encoders of an app's own that do not conform are passed again when the model is loaded.
public protocol StorableEncoder: Sendable {
  /// The name under which the kind of encoder is stored, such as `bert`. Unique for each kind.
  static var storedKind: String { get }

  /// Everything that `init(_:)` needs to build an equal encoder.
  func stored() throws(HUSEError) -> StoredEncoder

  /// Rebuilds the encoder.
  ///
  /// - Throws: `HUSEError.malformedFile` if something is missing; `path` names the file.
  init(_ stored: StoredEncoder, path: String) throws(HUSEError)
}

/// The parts of an encoder: settings and word lists as JSON, weights as named tensors.
public struct StoredEncoder: Sendable {
  /// The value of `StorableEncoder.storedKind`.
  public var kind: String
  /// Settings, as a JSON document of the encoder's own shape.
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
