public import Foundation

/// The source of an encoded image (PNG, JPEG, WebP, …).
public enum ImageSource: Sendable, Hashable {
  /// A file.
  case file(URL)
  /// The bytes of an encoded image.
  case data(Data)
}
