package import HUSECore

/// The image encoders of this module that model files can hold.
package enum StoredImageEncoders {
  /// Rebuilds an image encoder from its parts.
  ///
  /// - Throws: `HUSEError.unsupportedFile` for a kind that is not one of this module;
  ///   `.malformedFile` and `.shapeMismatch` for parts that do not fit.
  package static func encoder(
    from stored: StoredEncoder, path: String
  ) throws(HUSEError) -> any ImageEncoder {
    switch stored.kind {
    case EfficientNetLite0.storedKind: return try EfficientNetLite0(stored, path: path)
    case ResNet.storedKind: return try ResNet(stored, path: path)
    default:
      throw .unsupportedFile(
        path: path, found: "an image encoder of the kind '\(stored.kind)'",
        supported: [EfficientNetLite0.storedKind, ResNet.storedKind].joined(separator: ", "))
    }
  }
}
