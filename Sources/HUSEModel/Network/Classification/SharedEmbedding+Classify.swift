extension SharedEmbedding {
  /// The class scores of images, from their features `[n × imageTower.inputDimension]`.
  ///
  /// - Throws: `HUSEError.shapeMismatch` for features of another length, `.invalidRow` for a value
  ///   that is NaN or infinite.
  public func classify(imageFeatures: Matrix) throws(HUSEError) -> ClassScores {
    try output(imageFeatures: imageFeatures).scores
  }

  /// The class scores of texts, from their features `[n × textTower.inputDimension]`.
  ///
  /// - Throws: `HUSEError.shapeMismatch` for features of another length, `.invalidRow` for a value
  ///   that is NaN or infinite.
  public func classify(textFeatures: Matrix) throws(HUSEError) -> ClassScores {
    try output(textFeatures: textFeatures).scores
  }

  /// The class scores of pairs: the scores of image and text, fused by `opinions.fusion`.
  ///
  /// - Throws: the same errors as for one modality; `HUSEError.shapeMismatch` if the numbers of
  ///   rows differ.
  public func classify(
    imageFeatures: Matrix, textFeatures: Matrix
  ) throws(HUSEError) -> ClassScores {
    try opinions.fusion(
      try classify(imageFeatures: imageFeatures), try classify(textFeatures: textFeatures))
  }

  /// The class scores of a tower's outputs, computed only by the classifier on embeddings.
  func towerScores(of vectors: Matrix, _ modality: Modality) -> ClassScores {
    ClassScores(logits: classifier(modality).logits(of: vectors), classNames: classNames)
  }
}
