/// The result of a call of `train`.
public struct TrainingSummary: Sendable, Hashable, Codable {
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

extension TrainingSummary: CustomStringConvertible {
  /// The result in one line.
  ///
  /// For example: `600 steps, 20 epochs, loss 0.8312 (…), best epoch 17, stopped early, 1 batch
  /// skipped`.
  public var description: String {
    let parts: [String?] = [
      "\(steps) \(steps == 1 ? "step" : "steps")",
      "\(epochs) \(epochs == 1 ? "epoch" : "epochs")",
      loss.map { "loss \($0)" },
      bestEpoch.map { "best epoch \($0)" },
      stoppedEarly ? "stopped early" : nil,
      skippedBatches > 0
        ? "\(skippedBatches) \(skippedBatches == 1 ? "batch" : "batches") skipped" : nil,
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}
