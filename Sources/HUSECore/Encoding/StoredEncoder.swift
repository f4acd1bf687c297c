public import Foundation

/// An encoder that can be stored in a model file.
///
/// An app's own encoders that do not conform must be passed again when the model is read.
public protocol StorableEncoder: Sendable {
  /// The name under which encoders of this type are stored, such as `bert`; unique for each type.
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
