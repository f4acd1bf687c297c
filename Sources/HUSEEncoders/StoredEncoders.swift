package import HUSECore

/// Rebuilds the encoders that model files hold.
package enum StoredEncoders {
  private static let textEncoders: [any StorableEncoder.Type] = [
    BERTEncoder.self, HashedNGramEncoder.self, JoinedTextEncoder.self,
  ]
  private static let imageEncoders: [any StorableEncoder.Type] = [
    EfficientNetLite0.self, ResNet.self,
  ]

  /// Rebuilds a text encoder from its parts.
  ///
  /// - Parameter others: types beside those of this module.
  /// - Throws: `HUSEError.unsupportedFile` for a kind that is none of them; `.malformedFile` and
  ///   `.shapeMismatch` for parts that do not fit.
  package static func textEncoder(
    from stored: StoredEncoder, among others: [any StorableEncoder.Type] = [], path: String
  ) throws(HUSEError) -> any TextEncoder {
    let types = others + textEncoders
    if stored.kind == JoinedTextEncoder.storedKind {
      return try JoinedTextEncoder(stored, among: others, path: path)
    }
    guard let encoder = try encoder(from: stored, among: types, path: path) as? any TextEncoder
    else { throw unsupported(stored, "text encoder", types, path) }
    return encoder
  }

  /// Rebuilds an image encoder from its parts.
  ///
  /// - Throws: as for texts.
  package static func imageEncoder(
    from stored: StoredEncoder, among others: [any StorableEncoder.Type] = [], path: String
  ) throws(HUSEError) -> any ImageEncoder {
    let types = others + imageEncoders
    guard let encoder = try encoder(from: stored, among: types, path: path) as? any ImageEncoder
    else { throw unsupported(stored, "image encoder", types, path) }
    return encoder
  }

  private static func encoder(
    from stored: StoredEncoder, among types: [any StorableEncoder.Type], path: String
  ) throws(HUSEError) -> (any StorableEncoder)? {
    guard let type = types.first(where: { $0.storedKind == stored.kind }) else { return nil }
    return try type.init(stored, path: path)
  }

  private static func unsupported(
    _ stored: StoredEncoder, _ role: String, _ types: [any StorableEncoder.Type], _ path: String
  ) -> HUSEError {
    let kinds = types.map { $0.storedKind }.joined(separator: ", ")
    return .unsupportedFile(
      path: path,
      found: "\(role == "text encoder" ? "a" : "an") \(role) of the kind '\(stored.kind)'",
      supported: "\(kinds); pass the type of an encoder of your own as `encoders:`")
  }
}
