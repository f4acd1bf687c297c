/// A function of the embeddings, logits and labels of a batch, which training minimises.
///
/// Losses can be added and scaled: `0.6 * ClassificationLoss() + 0.2 * GapLoss()`. Every loss is a
/// mean, over the pairs or the embeddings that its documentation names, so that weights keep their
/// meaning when the batch size changes.
public protocol Loss: Sendable {
  /// The value for a batch; adds `scale ×` its gradient to `gradient`, in place.
  func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue

  /// Checks that the loss fits a model, before training.
  ///
  /// - Parameters:
  ///   - classNames: the model's classes, in order.
  ///   - dimension: the length of its embeddings.
  /// - Throws: a `HUSEError` that says what does not fit.
  func check(classNames: [String], dimension: Int) throws(HUSEError)

  /// Whether the loss takes its scale from the model, as `BatchOutput.similarityScale`.
  var needsSimilarityScale: Bool { get }
}

extension Loss {
  /// Accepts every model; this is the default for losses that do not depend on classes.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {}

  /// The default, `false`, for a loss that needs no scale from the model.
  public var needsSimilarityScale: Bool { false }

  /// The value and the gradient for a batch.
  public func callAsFunction(_ batch: BatchOutput) -> (value: LossValue, gradient: BatchGradient) {
    var gradient = BatchGradient(like: batch)
    let value = accumulate(batch, scaledBy: 1, into: &gradient)
    return (value, gradient)
  }
}
