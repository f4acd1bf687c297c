public import Foundation

/// The parts of an encoder: settings and word lists as JSON, weights as named tensors.
public struct StoredEncoder: Sendable {
  /// The value of `StorableEncoder.storedKind`.
  public var kind: String
  /// Settings, as a JSON document whose structure the encoder chooses.
  public var settings: Data
  /// The weights by name, with as many bits as in the file.
  package var contents: [String: EncoderTensor]

  /// The weights by name, with 32 bits.
  public var tensors: [String: Tensor] {
    get { contents.mapValues(\.tensor) }
    set { contents = newValue.mapValues { .values($0) } }
  }

  /// Creates the parts of an encoder.
  public init(kind: String, settings: Data, tensors: [String: Tensor]) {
    self.init(kind: kind, settings: settings, contents: tensors.mapValues { .values($0) })
  }

  /// Creates the parts of an encoder whose weights may have fewer than 32 bits.
  package init(kind: String, settings: Data, contents: [String: EncoderTensor]) {
    self.kind = kind
    self.settings = settings
    self.contents = contents
  }
}
