/// An encoder that can be stored in a model file.
///
/// A custom encoder that does not conform must be passed again when the model is read.
public protocol StorableEncoder: Sendable {
  /// The name under which encoders of this type are stored, such as `bert`; unique for each type.
  static var storedKind: String { get }

  /// Everything that `init(_:)` needs to build an equal encoder.
  func stored() throws(HUSEError) -> StoredEncoder

  /// Rebuilds the encoder.
  ///
  /// - Throws: `HUSEError.malformedFile` if something is missing; `path` names the file.
  init(_ stored: StoredEncoder, path: String) throws(HUSEError)

  /// Rebuilds an encoder that may contain other encoders. The default calls `init(_:path:)`.
  ///
  /// - Parameters:
  ///   - stored: the parts.
  ///   - types: the types of encoders that it may contain.
  ///   - path: the path of the file, for error messages.
  /// - Returns: the encoder.
  /// - Throws: the same errors as `init(_:path:)`.
  static func restored(
    from stored: StoredEncoder, among types: [any StorableEncoder.Type], path: String
  ) throws(HUSEError) -> Self
}

extension StorableEncoder {
  /// Rebuilds the encoder with `init(_:path:)`.
  public static func restored(
    from stored: StoredEncoder, among types: [any StorableEncoder.Type], path: String
  ) throws(HUSEError) -> Self {
    try Self(stored, path: path)
  }
}
