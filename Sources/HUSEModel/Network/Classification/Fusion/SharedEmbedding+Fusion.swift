extension SharedEmbedding {
  /// The weight of the image when image and text are classified together, in [0, 1].
  public var fusionWeight: Float { opinions.fusion.imageShare }

  /// Sets the fusion to a weighted average, as in the paper, with the best weight on held-out
  /// pairs.
  ///
  /// Of the weights 0, 0.05, … 1, it chooses the one with the best accuracy; of equally good
  /// weights, the one closest to 0.5.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the features have another length, `.invalidData` if the
  ///   pairs have other classes than the model.
  public mutating func chooseFusionWeight(on validation: some PairedDataset) throws(HUSEError) {
    try check(validation, named: "validation pairs")
    let outputs = try output(of: validation)
    var best: (accuracy: Double, distance: Float) = (-1, 0)
    for step in 0...20 {
      let weight = Float(step) / 20
      let accuracy = try outputs.images.scores.fused(with: outputs.texts.scores, weight: weight)
        .accuracy(labels: validation.labels)
      let distance = abs(weight - 0.5)
      if accuracy > best.accuracy || (accuracy == best.accuracy && distance < best.distance) {
        best = (accuracy, distance)
        opinions.fusion = .average(imageWeight: weight)
      }
    }
  }

  /// Sets the fusion to a weighted average with a given weight, such as one chosen on other data.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a weight outside [0, 1].
  public mutating func setFusionWeight(_ weight: Float) throws(HUSEError) {
    try setFusion(.average(imageWeight: weight))
  }

  /// Sets how the scores of an image and of its text are fused.
  ///
  /// - Throws: `HUSEError.invalidArgument` for weights out of their range.
  public mutating func setFusion(_ fusion: Fusion) throws(HUSEError) {
    try fusion.check()
    opinions.fusion = fusion
  }
}
