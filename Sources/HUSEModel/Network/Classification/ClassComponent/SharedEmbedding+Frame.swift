package import HUSECore
package import HUSELosses

extension SharedEmbedding {
  /// Makes the fixed directions of a frame the classifier of both modalities.
  ///
  /// A model that was trained with `HierarchyFrameLoss` classifies embeddings by them.
  ///
  /// - Throws: `HUSEError.invalidData` for a frame of different classes, `.shapeMismatch` for a
  ///   frame of a different dimension, `.invalidArgument` for a scale that is not above 0.
  package mutating func setClassifier(
    _ frame: HierarchyFrame, scale: Float
  ) throws(HUSEError) {
    try HierarchyFrameLoss(frame, scale: scale).check(
      classNames: classNames, dimension: towerDimension)
    var weights = Matrix(rows: towerDimension, columns: classCount)
    for row in 0..<classCount {
      for column in 0..<towerDimension { weights[column, row] = frame.vectors[row, column] }
    }
    classifier = Classifier(
      weights: weights, bias: Matrix(rows: 1, columns: classCount), logitScale: .fixed(scale))
    textClassifier = nil
  }
}
