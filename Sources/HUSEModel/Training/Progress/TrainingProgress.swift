/// The state of training after a step.
public struct TrainingProgress: Sendable, Hashable {
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
  /// The validation metric, at steps that end an epoch with validation; else `nil`.
  public let validation: Double?
  /// The number of batches that `onNonFiniteBatch: .skip` has skipped so far.
  public let skippedBatches: Int
}

/// A gradient norm that is not finite is encoded as a text such as "nan", which JSON can represent.
extension TrainingProgress: Codable {
  private enum CodingKeys: String, CodingKey {
    case step, stepCount, epoch, endsEpoch, loss, learningRate, gradientNorm, rowsPerSecond
    case secondsLeft, validation, skippedBatches
  }

  /// Decodes the state of a training.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    step = try values.decode(Int.self, forKey: .step)
    stepCount = try values.decode(Int.self, forKey: .stepCount)
    epoch = try values.decode(Int.self, forKey: .epoch)
    endsEpoch = try values.decode(Bool.self, forKey: .endsEpoch)
    loss = try values.decode(LossValue.self, forKey: .loss)
    learningRate = try values.decode(Float.self, forKey: .learningRate)
    gradientNorm = try values.decodeNumber(forKey: .gradientNorm)
    rowsPerSecond = try values.decode(Double.self, forKey: .rowsPerSecond)
    secondsLeft = try values.decode(Double.self, forKey: .secondsLeft)
    validation = try values.decodeIfPresent(Double.self, forKey: .validation)
    skippedBatches = try values.decode(Int.self, forKey: .skippedBatches)
  }

  /// Encodes the state of a training.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(step, forKey: .step)
    try values.encode(stepCount, forKey: .stepCount)
    try values.encode(epoch, forKey: .epoch)
    try values.encode(endsEpoch, forKey: .endsEpoch)
    try values.encode(loss, forKey: .loss)
    try values.encode(learningRate, forKey: .learningRate)
    try values.encodeNumber(gradientNorm, forKey: .gradientNorm)
    try values.encode(rowsPerSecond, forKey: .rowsPerSecond)
    try values.encode(secondsLeft, forKey: .secondsLeft)
    try values.encodeIfPresent(validation, forKey: .validation)
    try values.encode(skippedBatches, forKey: .skippedBatches)
  }
}

extension TrainingProgress: CustomStringConvertible {
  /// The progress in one line, as in `step 120/600, epoch 4, loss 0.83 (…), 5210 rows/s, 11 s
  /// left`.
  public var description: String {
    let metric = validation.map { ", validation \(($0 * 10_000).rounded() / 10_000)" } ?? ""
    let skipped = skippedBatches == 0 ? "" : ", \(skippedBatches) batches skipped"
    return "step \(step)/\(stepCount), epoch \(epoch), loss \(loss)\(metric)\(skipped), "
      + "\(Int(rowsPerSecond)) rows/s, \(Int(secondsLeft.rounded(.up))) s left"
  }
}
