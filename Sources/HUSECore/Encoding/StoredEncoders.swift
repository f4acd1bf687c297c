/// Rebuilds the encoders that model files hold.
package enum StoredEncoders {
  /// Rebuilds a text encoder from its parts.
  ///
  /// - Parameters:
  ///   - stored: the parts of the encoder.
  ///   - types: the types of encoders that are accepted.
  ///   - path: the path of the file, for error messages.
  /// - Returns: the encoder.
  /// - Throws: `HUSEError.unsupportedFile` if its kind is not one of `types`; `.malformedFile` or
  ///   `.shapeMismatch` if the parts do not fit together.
  package static func textEncoder(
    from stored: StoredEncoder, among types: [any StorableEncoder.Type], path: String
  ) throws(HUSEError) -> any TextEncoder {
    guard let encoder = try encoder(from: stored, among: types, path: path) as? any TextEncoder
    else {
      throw unsupported(stored, "a text encoder", types.filter { $0 is any TextEncoder.Type }, path)
    }
    return encoder
  }

  /// Rebuilds an image encoder from its parts.
  ///
  /// - Throws: the same errors as `textEncoder`.
  package static func imageEncoder(
    from stored: StoredEncoder, among types: [any StorableEncoder.Type], path: String
  ) throws(HUSEError) -> any ImageEncoder {
    guard let encoder = try encoder(from: stored, among: types, path: path) as? any ImageEncoder
    else {
      throw unsupported(
        stored, "an image encoder", types.filter { $0 is any ImageEncoder.Type }, path)
    }
    return encoder
  }

  private static func encoder(
    from stored: StoredEncoder, among types: [any StorableEncoder.Type], path: String
  ) throws(HUSEError) -> (any StorableEncoder)? {
    guard let type = types.first(where: { $0.storedKind == stored.kind }) else { return nil }
    return try type.restored(from: stored, among: types, path: path)
  }

  private static func unsupported(
    _ stored: StoredEncoder, _ role: String, _ types: [any StorableEncoder.Type], _ path: String
  ) -> HUSEError {
    let kinds = types.isEmpty ? "none" : types.map { $0.storedKind }.joined(separator: ", ")
    return .unsupportedFile(
      path: path, found: "\(role) of the kind '\(stored.kind)'",
      supported: kinds, remedy: .pass(.encoderTypes, to: "read an encoder of your own"))
  }
}
