public import Foundation

/// Turns texts into feature vectors, for a text tower or as ψ of the semantic graph.
public protocol TextEncoder: Sendable {
  /// The length of a feature vector.
  var dimension: Int { get }

  /// The features of texts, `[texts.count × dimension]`, a row for each text in order.
  ///
  /// A row depends only on its own text, not on the other texts of the call.
  func features(of texts: [String]) throws(HUSEError) -> Matrix
}

/// Turns images into feature vectors for an image tower.
public protocol ImageEncoder: Sendable {
  /// The length of a feature vector.
  var dimension: Int { get }

  /// The features of images, `[images.count × dimension]`, a row for each image in order.
  func features(of images: [ImageSource]) throws(HUSEError) -> Matrix
}

/// The source of an encoded image (PNG, JPEG, WebP, …).
public enum ImageSource: Sendable, Hashable {
  /// A file.
  case file(URL)
  /// The bytes of an encoded image.
  case data(Data)
}
