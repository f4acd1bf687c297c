public import Foundation

// What the encoders of the model take, and embeddings that are there already.
extension SharedEmbedding {
  /// The class scores of a text.
  ///
  /// - Throws: `HUSEError.noTextEncoder` if the model has none, or what the encoder throws.
  public func classify(text: String) throws(HUSEError) -> ClassScores {
    try classify(texts: [text])
  }

  /// The class scores of texts, in their order.
  ///
  /// - Throws: as for one text.
  public func classify(texts: [String]) throws(HUSEError) -> ClassScores {
    classify(textEmbeddings: try embed(texts: texts))
  }

  /// The class scores of a picture, of which the file is read.
  ///
  /// - Throws: `HUSEError.noImageEncoder` if the model has none, or what the encoder throws.
  public func classify(image file: URL) throws(HUSEError) -> ClassScores {
    try classify(images: [.file(file)])
  }

  /// The class scores of a picture from the bytes of its file.
  ///
  /// - Throws: as for a file.
  public func classify(image bytes: Data) throws(HUSEError) -> ClassScores {
    try classify(images: [.data(bytes)])
  }

  /// The class scores of a picture.
  ///
  /// - Throws: as for a file.
  public func classify(image: ImageSource) throws(HUSEError) -> ClassScores {
    try classify(images: [image])
  }

  /// The class scores of pictures, in their order.
  ///
  /// - Throws: as for a file.
  public func classify(images: [ImageSource]) throws(HUSEError) -> ClassScores {
    classify(imageEmbeddings: try embed(images: images))
  }

  /// The class scores of a picture and a text of the same thing: the average of both softmax scores,
  /// the image's weighted with `fusionWeight`.
  ///
  /// - Throws: as for a picture and for a text.
  public func classify(image: ImageSource, text: String) throws(HUSEError) -> ClassScores {
    try classify(image: image).fused(with: try classify(text: text), weight: fusionWeight)
  }

  /// The class scores of images that this model has embedded.
  ///
  /// - Precondition: the embeddings have the dimension of the model.
  public func classify(imageEmbeddings: Embeddings) -> ClassScores {
    scores(of: imageEmbeddings, by: classifier)
  }

  /// The class scores of texts that this model has embedded.
  ///
  /// - Precondition: the embeddings have the dimension of the model.
  public func classify(textEmbeddings: Embeddings) -> ClassScores {
    scores(of: textEmbeddings, by: textClassifier ?? classifier)
  }
}
