/// The result of a call of `train`.
public struct TrainingSummary: Sendable, Hashable {
  /// The number of steps, including those before a checkpoint.
  public let steps: Int
  /// The number of epochs that were begun.
  public let epochs: Int
  /// The loss of the last batch; `nil` if there was no step in this process.
  public let loss: LossValue?
  /// The validation metric after each validated epoch.
  public let validations: [Double]
  /// The epoch, from 1, whose weights the model holds; `nil` unless validation keeps the best.
  public let bestEpoch: Int?
  /// Whether validation stopped training before its end.
  public let stoppedEarly: Bool
  /// The number of batches that `onNonFiniteBatch: .skip` skipped.
  public let skippedBatches: Int
}
