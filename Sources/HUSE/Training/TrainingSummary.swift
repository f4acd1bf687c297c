/// What a call of `train` did.
public struct TrainingSummary: Sendable, Hashable {
  /// The steps taken, those before a checkpoint among them.
  public let steps: Int
  /// The epochs begun.
  public let epochs: Int
  /// The loss of the last batch; `nil` if there was no step in this process.
  public let loss: LossValue?
  /// The validation metric after each validated epoch.
  public let validations: [Double]
  /// The epoch, from 1, whose weights the model holds; `nil` unless validation keeps the best.
  public let bestEpoch: Int?
  /// Whether validation stopped training before its end.
  public let stoppedEarly: Bool
  /// The batches among the steps that `onNonFiniteBatch: .skip` left out.
  public let skippedBatches: Int
}
