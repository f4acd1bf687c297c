import Foundation
public import HUSECore

/// The identity of an encoder: encoders with equal identities give the same features.
public struct EncoderIdentity: Sendable, Hashable, Codable {
  /// A readable name, such as `minilm`.
  public let name: String
  /// The length of a feature vector.
  public let dimension: Int
  /// A hexadecimal number that changes with weights and settings.
  public let fingerprint: String

  /// Creates the identity of an encoder that is not a `StorableEncoder`.
  public init(name: String, dimension: Int, fingerprint: String) {
    self.name = name
    self.dimension = dimension
    self.fingerprint = fingerprint
  }

  /// Computes the identity of an encoder from all its weights and settings.
  ///
  /// - Throws: the errors of `StorableEncoder.stored()`.
  public init(
    of encoder: some StorableEncoder, name: String, dimension: Int
  ) throws(HUSEError) {
    let stored = try encoder.stored()
    var checksum = CRC32()
    func add(_ text: String) { Array(text.utf8).withUnsafeBytes { checksum.update(with: $0) } }
    add(stored.kind)
    stored.settings.withUnsafeBytes { checksum.update(with: $0) }
    for (name, content) in stored.contents.sorted(by: { $0.key < $1.key }) {
      add("\(name) \(content.shape)")
      content.tensor.matrix.withUnsafeBufferPointer {
        checksum.update(with: UnsafeRawBufferPointer($0))
      }
    }
    self.init(
      name: name, dimension: dimension,
      fingerprint: FeatureCache.hexadecimal(UInt64(checksum.value)))
  }
}
