extension SharedEmbedding {
  /// Whether images and texts have one classifier.
  public var classifierSharing: ClassifierSharing { textClassifier == nil ? .shared : .separate }

  /// Sets the logits of a batch of N pairs, from its N embeddings of images and N of texts.
  func assignLogits(of embeddings: Matrix, to logits: inout Matrix) {
    guard let textClassifier else { return classifier.assignLogits(of: embeddings, to: &logits) }
    let pairs = embeddings.rows / 2
    logits.setToZero()
    logits.add(classifier.logits(of: embeddings[rows: 0..<pairs]), scaledBy: 1)
    logits.add(
      textClassifier.logits(of: embeddings[rows: pairs..<2 * pairs]), scaledBy: 1, atRow: pairs)
  }

  /// Takes ∂L/∂logits of such a batch back: adds to ∂L/∂embeddings and sets the gradients of the
  /// classifiers' parameters.
  func runClassifiersBack(
    from gradient: inout BatchGradient, embeddings: Matrix, logits: Matrix,
    into parameterGradients: inout [Matrix]
  ) {
    let pairs = embeddings.rows / 2
    classifier.runBack(
      from: &gradient, embeddings: embeddings, logits: logits,
      rows: textClassifier == nil ? 0..<2 * pairs : 0..<pairs, into: &parameterGradients,
      first: firstClassifierParameter)
    textClassifier?.runBack(
      from: &gradient, embeddings: embeddings, logits: logits, rows: pairs..<2 * pairs,
      into: &parameterGradients, first: firstTextClassifierParameter)
  }
}
