/// What training makes small: a value over the embeddings, logits and labels of a batch.
///
/// Losses add and scale: `0.6 * ClassificationLoss() + 0.2 * GapLoss()`. Every loss is a mean, over
/// the pairs or the embeddings that its documentation names, so that weights keep their meaning
/// when the batch size changes.
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

  /// Whether the loss takes its scale from the model: from `BatchOutput.similarityScale`.
  var needsSimilarityScale: Bool { get }

  /// A number for each class, by which a trainer sorts the pairs of a batch: in this order the loss is
  /// computed faster. `nil` if any order will do.
  var classOrder: [Int]? { get }
}

extension Loss {
  /// A loss without parts that depend on the classes fits every model.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {}

  /// A loss has what it needs unless it says otherwise.
  public var needsSimilarityScale: Bool { false }

  /// Any order will do unless the loss says otherwise.
  public var classOrder: [Int]? { nil }

  /// The value and the gradient for a batch.
  public func callAsFunction(_ batch: BatchOutput) -> (value: LossValue, gradient: BatchGradient) {
    var gradient = BatchGradient(like: batch)
    let value = accumulate(batch, scaledBy: 1, into: &gradient)
    return (value, gradient)
  }
}
