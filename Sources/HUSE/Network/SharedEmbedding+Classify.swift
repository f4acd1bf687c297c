extension SharedEmbedding {
  /// The class scores of images, from their features `[n × imageTower.inputDimension]`.
  ///
  /// - Throws: `HUSEError.shapeMismatch` for features of another length, `.invalidRow` for a value
  ///   that is NaN or infinite.
  public func classify(imageFeatures: Matrix) throws(HUSEError) -> ClassScores {
    scores(of: try embed(imageFeatures: imageFeatures), by: classifier)
  }

  /// The class scores of texts, from their features `[n × textTower.inputDimension]`.
  ///
  /// - Throws: `HUSEError.shapeMismatch` for features of another length, `.invalidRow` for a value
  ///   that is NaN or infinite.
  public func classify(textFeatures: Matrix) throws(HUSEError) -> ClassScores {
    scores(of: try embed(textFeatures: textFeatures), by: textClassifier ?? classifier)
  }

  /// The class scores of pairs: the average of both softmax scores, the image's weighted with
  /// `fusionWeight`.
  ///
  /// - Throws: as for one kind of features; `HUSEError.shapeMismatch` if the numbers of rows differ.
  public func classify(
    imageFeatures: Matrix, textFeatures: Matrix
  ) throws(HUSEError) -> ClassScores {
    try classify(imageFeatures: imageFeatures)
      .fused(with: try classify(textFeatures: textFeatures), weight: fusionWeight)
  }

  /// Sets `fusionWeight` to the one of 0, 0.05, … 1 with the best accuracy on held-out pairs; of
  /// equally good ones to that nearest to 0.5.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the features are of another length, `.invalidData` if the
  ///   pairs have other classes than the model.
  public mutating func chooseFusionWeight(on validation: some TrainingPairs) throws(HUSEError) {
    try check(validation, named: "validation pairs")
    let embeddings = try embed(validation)
    let images = classify(imageEmbeddings: embeddings.images)
    let texts = classify(textEmbeddings: embeddings.texts)
    var best: (accuracy: Double, distance: Float) = (-1, 0)
    for step in 0...20 {
      let weight = Float(step) / 20
      let accuracy = try images.fused(with: texts, weight: weight)
        .accuracy(labels: validation.labels)
      let distance = abs(weight - 0.5)
      if accuracy > best.accuracy || (accuracy == best.accuracy && distance < best.distance) {
        best = (accuracy, distance)
        fusionWeight = weight
      }
    }
  }

  /// Sets `fusionWeight`, such as to one that was chosen on other data.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a weight outside [0, 1].
  public mutating func setFusionWeight(_ weight: Float) throws(HUSEError) {
    guard weight >= 0, weight <= 1 else {
      throw .invalidArgument(
        name: "fusionWeight", found: "\(weight)", expected: "a number in [0, 1]")
    }
    fusionWeight = weight
  }

  func scores(of embeddings: Embeddings, by classifier: Classifier) -> ClassScores {
    var probabilities = classifier.logits(of: embeddings.vectors)
    Kernels.best.softmaxRows(of: &probabilities)
    return ClassScores(probabilities: probabilities, classNames: classNames)
  }
}
