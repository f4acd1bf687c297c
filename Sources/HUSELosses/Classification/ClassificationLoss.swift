/// Softmax cross entropy through the classifier, for images and texts: L_class, equation 8.
///
/// L = 1/(2N) Σ over the 2N embeddings of −log softmax(z)[y]
///
/// - Pulls every embedding, image or text, to the same region of its class; pushes it away from the
///   regions of the others. This gives property 1 of the paper (class-level similarity). If images
///   and texts have separate classifiers, the regions of a class may differ between them.
/// - Gradient flows to the logits, and through the classifier to the embeddings.
/// - Value for a batch of one class only: the usual cross entropy; there is no inactive case.
/// - Always choose it. The other losses shape the space that it separates.
public struct ClassificationLoss: Loss, Hashable {
  /// Creates the loss.
  public init() {}

  /// Adds `scale/(2N) · (softmax(z) − onehot(y))` to the gradient of the logits.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let rows = max(batch.logits.rows, 1)
    let sum = Kernels.best.crossEntropy(
      of: batch.logits, labels: batch.labels, scale: scale / Float(rows),
      gradient: &gradient.logits)
    return LossValue(terms: [LossTerm(name: "classification", value: sum / Double(rows))])
  }
}
