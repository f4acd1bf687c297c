package import HUSECore

extension SoftmaxRegression {
  /// The class probabilities of features, `[rows × dimension]`.
  ///
  /// - Throws: `HUSEError.shapeMismatch` for features of another length.
  /// - Precondition: there is a name for each class.
  package func scores(
    of features: Matrix, classNames: [String]
  ) throws(HUSEError) -> ClassScores {
    precondition(classNames.count == classCount, "\(classNames.count) names, \(classCount) classes")
    return ClassScores(logits: try logits(of: features), classNames: classNames)
  }
}
