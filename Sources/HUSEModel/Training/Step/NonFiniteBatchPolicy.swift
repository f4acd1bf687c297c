/// What to do with a batch whose loss or gradient is NaN or infinite.
public enum NonFiniteBatchPolicy: Sendable, Hashable {
  /// End training with `HUSEError.notFinite` before the step changes any weight.
  case fail
  /// Leave the weights unchanged, count the batch and continue with the next.
  case skip
}
