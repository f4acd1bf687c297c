/// Turns images into feature vectors for an image tower.
public protocol ImageEncoder: Sendable {
  /// The length of a feature vector.
  var dimension: Int { get }

  /// The features of images, `[images.count × dimension]`, a row for each image in order.
  func features(of images: [ImageSource]) throws(HUSEError) -> Matrix
}
