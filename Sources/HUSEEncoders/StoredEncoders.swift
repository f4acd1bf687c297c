package import HUSECore

/// The encoders of this module that model files can hold.
package enum StoredEncoders {
  /// Rebuilds a text encoder from its parts.
  ///
  /// - Throws: `HUSEError.unsupportedFile` for a kind that is not one of this module;
  ///   `.malformedFile` and `.shapeMismatch` for parts that do not fit.
  package static func textEncoder(
    from stored: StoredEncoder, path: String
  ) throws(HUSEError) -> any TextEncoder {
    switch stored.kind {
    case BERTEncoder.storedKind: return try BERTEncoder(stored, path: path)
    case HashedNGramEncoder.storedKind: return try HashedNGramEncoder(stored, path: path)
    default:
      throw .unsupportedFile(
        path: path, found: "a text encoder of the kind '\(stored.kind)'",
        supported: [BERTEncoder.storedKind, HashedNGramEncoder.storedKind].joined(separator: ", "))
    }
  }

  /// Rebuilds an image encoder from its parts.
  ///
  /// - Throws: as for texts.
  package static func imageEncoder(
    from stored: StoredEncoder, path: String
  ) throws(HUSEError) -> any ImageEncoder {
    try StoredImageEncoders.encoder(from: stored, path: path)
  }
}
