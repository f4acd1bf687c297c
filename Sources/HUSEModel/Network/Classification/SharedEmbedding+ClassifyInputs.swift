public import Foundation

// Classifies inputs of the model's encoders.
extension SharedEmbedding {
  /// The classification of a text.
  ///
  /// - Throws: `HUSEError.noTextEncoder` if the model has none, or what the encoder throws.
  public func classify(text: String) throws(HUSEError) -> Classification {
    try classify(texts: [text])[0]
  }

  /// The class scores of texts, in their order.
  ///
  /// - Throws: the same errors as for one text.
  public func classify(texts: [String]) throws(HUSEError) -> ClassScores {
    guard let textEncoder else { throw .noTextEncoder }
    return try classify(textFeatures: try textEncoder.features(of: texts))
  }

  /// The classification of an image in a file.
  ///
  /// - Throws: `HUSEError.noImageEncoder` if the model has none, or what the encoder throws.
  public func classify(image file: URL) throws(HUSEError) -> Classification {
    try classify(images: [.file(file)])[0]
  }

  /// The classification of an image from the bytes of its file.
  ///
  /// - Throws: the same errors as for a file.
  public func classify(image bytes: Data) throws(HUSEError) -> Classification {
    try classify(images: [.data(bytes)])[0]
  }

  /// The classification of an image.
  ///
  /// - Throws: the same errors as for a file.
  public func classify(image: ImageSource) throws(HUSEError) -> Classification {
    try classify(images: [image])[0]
  }

  /// The class scores of images, in their order.
  ///
  /// - Throws: the same errors as for a file.
  public func classify(images: [ImageSource]) throws(HUSEError) -> ClassScores {
    guard let imageEncoder else { throw .noImageEncoder }
    return try classify(imageFeatures: try imageEncoder.features(of: images))
  }

  /// The classification of an image together with its text, fused by `opinions.fusion`.
  ///
  /// - Throws: the same errors as for an image and for a text.
  public func classify(image: ImageSource, text: String) throws(HUSEError) -> Classification {
    try opinions.fusion(try classify(images: [image]), try classify(texts: [text]))[0]
  }
}
