/// How far the encoding of items is.
public struct EncodingProgress: Sendable, Hashable {
  /// What is encoded.
  public enum Part: String, Sendable, Hashable {
    /// The pictures.
    case images
    /// The texts.
    case texts
  }

  /// What is encoded.
  public let part: Part
  /// How many items are done.
  public let completed: Int
  /// How many items there are.
  public let total: Int
  /// Whether the features were in the cache, so that nothing had to be encoded.
  public let isFromCache: Bool
}

extension EncodingProgress: CustomStringConvertible {
  /// A line such as `images: 64 of 375 encoded`.
  public var description: String {
    "\(part.rawValue): \(completed) of \(total) \(isFromCache ? "from the cache" : "encoded")"
  }
}
