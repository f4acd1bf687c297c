extension SharedEmbedding {
  /// Whether images and texts share one classifier.
  public var classifierSharing: ClassifierSharing { textClassifier == nil ? .shared : .separate }

  /// The classifier on embeddings of a modality.
  func classifier(_ modality: Modality) -> Classifier {
    modality == .text ? textClassifier ?? classifier : classifier
  }

  /// Sets the logits of a batch of N pairs, from its N embeddings of images and N of texts.
  func assignLogits(of embeddings: Matrix, to logits: inout Matrix) {
    guard textClassifier != nil else {
      return classifier.assignLogits(of: embeddings, to: &logits)
    }
    let pairs = embeddings.rows / 2
    let shared = UnsafeSharedRows(&logits)
    for (modality, rows) in [(Modality.image, 0..<pairs), (.text, pairs..<2 * pairs)] {
      var part = shared[rows: rows]
      classifier(modality).assignLogits(of: embeddings[rows: rows], to: &part)
    }
  }
}
