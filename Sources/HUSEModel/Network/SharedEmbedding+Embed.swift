public import Foundation

extension SharedEmbedding {
  /// The embeddings of image features, `[n × imageTower.inputDimension]`, with a row for each
  /// image.
  ///
  /// - Throws: `HUSEError.shapeMismatch` for features of another length, `.invalidRow` for a value
  ///   or an embedding that is NaN or infinite.
  public func embed(imageFeatures features: Matrix) throws(HUSEError) -> Embeddings {
    try embeddings(of: features, .image)
  }

  /// The embeddings of text features, `[n × textTower.inputDimension]`, with a row for each text.
  ///
  /// - Throws: `HUSEError.shapeMismatch` for features of another length, `.invalidRow` for a value
  ///   or an embedding that is NaN or infinite.
  public func embed(textFeatures features: Matrix) throws(HUSEError) -> Embeddings {
    try embeddings(of: features, .text)
  }

  /// The embedding of a text.
  ///
  /// - Throws: `HUSEError.noTextEncoder` if the model has none, or what the encoder throws.
  public func embed(text: String) throws(HUSEError) -> Embedding {
    try embed(texts: [text])[0]
  }

  /// The embeddings of texts, in their order.
  ///
  /// An embedding depends only on its own text: whatever the other texts are, it agrees with
  /// `embed(text:)` within 1e-5.
  ///
  /// - Throws: `HUSEError.noTextEncoder` if the model has none, or what the encoder throws.
  public func embed(texts: [String]) throws(HUSEError) -> Embeddings {
    guard let textEncoder else { throw .noTextEncoder }
    return try embed(textFeatures: try textEncoder.features(of: texts))
  }

  /// The embedding of an image in a file (PNG, JPEG, WebP, …).
  ///
  /// - Throws: `HUSEError.noImageEncoder` if the model has none, or what the encoder throws.
  public func embed(image file: URL) throws(HUSEError) -> Embedding {
    try embed(images: [.file(file)])[0]
  }

  /// The embedding of an image from its encoded bytes (PNG, JPEG, WebP, …).
  ///
  /// - Throws: `HUSEError.noImageEncoder` if the model has none, or what the encoder throws.
  public func embed(image bytes: Data) throws(HUSEError) -> Embedding {
    try embed(images: [.data(bytes)])[0]
  }

  /// The embedding of an image.
  ///
  /// - Throws: the same errors as for a file.
  public func embed(image: ImageSource) throws(HUSEError) -> Embedding {
    try embed(images: [image])[0]
  }

  /// The embeddings of images, in their order.
  ///
  /// - Throws: `HUSEError.noImageEncoder` if the model has none, or what the encoder throws.
  public func embed(images: [ImageSource]) throws(HUSEError) -> Embeddings {
    guard let imageEncoder else { throw .noImageEncoder }
    return try embed(imageFeatures: try imageEncoder.features(of: images))
  }

  /// The embeddings of pairs, whose features need not fit in memory.
  ///
  /// Features in files are read in blocks of rows. The result has the same bits as embedding the
  /// same features in memory.
  ///
  /// - Throws: the same errors as for the features of one modality, and what reading the pairs
  ///   throws.
  public func embed(
    _ pairs: some PairedDataset
  ) throws(HUSEError) -> (images: Embeddings, texts: Embeddings) {
    let (images, texts) = try rows(of: pairs, wantsScores: false)
    return (try images.embeddings(.image), try texts.embeddings(.text))
  }

  /// The outputs of the towers for pairs, finite or not.
  func vectors(
    of pairs: some PairedDataset
  ) throws(HUSEError) -> (images: Matrix, texts: Matrix) {
    if let memory = pairs as? PairedFeatures {
      return (try imageTower(memory.images), try textTower(memory.texts))
    }
    var images = Matrix(rows: pairs.count, columns: towerDimension)
    var texts = images
    // A tower processes the same blocks.
    try pairs.forEachBlock(of: Tower.blockSize) { (imageRows, textRows, rows) throws(HUSEError) in
      images.assign(try imageTower(imageRows), atRow: rows.lowerBound)
      texts.assign(try textTower(textRows), atRow: rows.lowerBound)
    }
    return (images, texts)
  }
}
