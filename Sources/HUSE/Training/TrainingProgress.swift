/// Where training stands after a step; the caller renders it.
public struct TrainingProgress: Sendable {
  /// The steps of this call that are done, from 1; those before a checkpoint among them.
  public let step: Int
  /// The steps of this call in all, if it does not stop early.
  public let stepCount: Int
  /// The epoch of this step, from 1.
  public let epoch: Int
  /// Whether this step was the last of its epoch.
  public let endsEpoch: Bool
  /// The loss of the step's batch, with each named term.
  public let loss: LossValue
  /// The learning rate of the step.
  public let learningRate: Float
  /// The length of the gradient before clipping.
  public let gradientNorm: Double
  /// Pairs trained on per second, since this process began the call.
  public let rowsPerSecond: Double
  /// Seconds until all steps are done, at the rate so far.
  public let secondsLeft: Double
  /// The validation metric, on the steps that end an epoch with validation.
  public let validation: Double?
  /// The batches so far that `onNonFiniteBatch: .skip` left out.
  public let skippedBatches: Int
}

extension TrainingProgress: CustomStringConvertible {
  /// `step 120/600, epoch 4, loss 0.83 (…), 5210 rows/s, 11 s left`.
  public var description: String {
    let metric = validation.map { ", validation \(($0 * 10_000).rounded() / 10_000)" } ?? ""
    let skipped = skippedBatches == 0 ? "" : ", \(skippedBatches) batches skipped"
    return "step \(step)/\(stepCount), epoch \(epoch), loss \(loss)\(metric)\(skipped), "
      + "\(Int(rowsPerSecond)) rows/s, \(Int(secondsLeft.rounded(.up))) s left"
  }
}
