public import Foundation

extension SharedEmbedding {
  /// Reads a model that `write(to:)` wrote, with the encoders in it.
  ///
  /// The weights stay in the mapped file until training changes them.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - textEncoder: takes the place of the stored one; needed for encoders that are not stored.
  ///   - imageEncoder: takes the place of the stored one.
  ///   - encoders: the types of an app's own encoders that may be stored in the file, beside those
  ///     of this library.
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a file that is damaged or not a
  ///   model; `.unsupportedFile` for one of a newer version or with an unknown kind of encoder;
  ///   `.shapeMismatch` for an encoder that does not fit.
  public init(
    contentsOf url: URL, textEncoder: (any TextEncoder)? = nil,
    imageEncoder: (any ImageEncoder)? = nil, encoders: [any StorableEncoder.Type] = []
  ) throws(HUSEError) {
    try self.init(
      contentsOf: url, storedEncoders: encoders + BuiltInEncoders.types, textEncoder: textEncoder,
      imageEncoder: imageEncoder)
  }
}
