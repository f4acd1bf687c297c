extension SharedEmbedding {
  /// Whether images and texts have one classifier.
  public var classifierSharing: ClassifierSharing { textClassifier == nil ? .shared : .separate }

  /// The classifier of images, or of texts.
  func classifier(ofTexts: Bool) -> Classifier {
    ofTexts ? textClassifier ?? classifier : classifier
  }

  /// Sets the logits of a batch of N pairs, from its N embeddings of images and N of texts.
  func assignLogits(of embeddings: Matrix, to logits: inout Matrix) {
    guard textClassifier != nil else {
      return classifier.assignLogits(of: embeddings, to: &logits)
    }
    let pairs = embeddings.rows / 2
    let shared = SharedRows(&logits)
    for (ofTexts, rows) in [(false, 0..<pairs), (true, pairs..<2 * pairs)] {
      var part = shared[rows: rows]
      classifier(ofTexts: ofTexts).assignLogits(of: embeddings[rows: rows], to: &part)
    }
  }
}
