import Foundation
public import HUSECore

/// What tells whether two encoders give the same features.
public struct EncoderIdentity: Sendable, Hashable, Codable {
  /// A name for people, such as `minilm`.
  public let name: String
  /// The length of a feature vector.
  public let dimension: Int
  /// A number, in hexadecimal, that changes with weights and settings.
  public let fingerprint: String

  /// Takes what identifies an encoder of your own.
  public init(name: String, dimension: Int, fingerprint: String) {
    self.name = name
    self.dimension = dimension
    self.fingerprint = fingerprint
  }

  /// Looks at all weights and settings of an encoder.
  ///
  /// - Throws: what `StorableEncoder.stored()` throws.
  public init(
    of encoder: some StorableEncoder, name: String, dimension: Int
  ) throws(HUSEError) {
    let stored = try encoder.stored()
    var checksum = Checksum()
    func add(_ text: String) { Array(text.utf8).withUnsafeBytes { checksum.update(with: $0) } }
    add(stored.kind)
    stored.settings.withUnsafeBytes { checksum.update(with: $0) }
    for (name, tensor) in stored.tensors.sorted(by: { $0.key < $1.key }) {
      add("\(name) \(tensor.shape)")
      tensor.matrix.withUnsafeBufferPointer { checksum.update(with: UnsafeRawBufferPointer($0)) }
    }
    self.init(
      name: name, dimension: dimension,
      fingerprint: FeatureCache.hexadecimal(UInt64(checksum.value)))
  }
}
