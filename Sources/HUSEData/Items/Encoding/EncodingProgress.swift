public import HUSECore

/// The progress of encoding images or texts.
public struct EncodingProgress: Sendable, Hashable {
  /// Whether images or texts are encoded.
  public let modality: Modality
  /// The number of finished items.
  public let completed: Int
  /// The number of items.
  public let total: Int
  /// Whether the features were read from the cache.
  public let isFromCache: Bool
}

extension EncodingProgress: CustomStringConvertible {
  /// A line such as `images: 64 of 375 encoded`.
  public var description: String {
    "\(modality.plural): \(completed) of \(total) \(isFromCache ? "from the cache" : "encoded")"
  }
}
