/// The state of training after a step.
public struct TrainingProgress: Sendable {
  /// The number of completed steps of this call, including those before a checkpoint; from 1.
  public let step: Int
  /// The total number of steps of this call, if it does not stop early.
  public let stepCount: Int
  /// The epoch of this step, from 1.
  public let epoch: Int
  /// Whether this step was the last of its epoch.
  public let endsEpoch: Bool
  /// The loss of the step's batch, with each named term.
  public let loss: LossValue
  /// The learning rate of the step.
  public let learningRate: Float
  /// The norm of the gradient before clipping.
  public let gradientNorm: Double
  /// Pairs trained on per second, since this process began the call.
  public let rowsPerSecond: Double
  /// Seconds until all steps are done, at the rate so far.
  public let secondsLeft: Double
  /// The validation metric, on the steps that end an epoch with validation.
  public let validation: Double?
  /// The number of batches that `onNonFiniteBatch: .skip` has skipped so far.
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
