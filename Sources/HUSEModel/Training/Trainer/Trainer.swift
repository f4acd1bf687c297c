/// Minimises a loss over pairs.
///
/// ```swift
/// var trainer = try Trainer(optimizer: Adam(learningRate: 1e-3), batchSize: 1024, seed: 7)
/// try trainer.train(&model, on: pairs, minimizing: loss, epochs: 30) { print($0) }
/// ```
///
/// It holds the optimizer and its moments, the schedule, the random numbers and the position in the
/// data. The same seed, data and number of threads give the same bits. A second call continues
/// where the first ended, with the same moments.
public struct Trainer: Sendable {
  /// How parameters change along their gradient.
  public var optimizer: any Optimizer
  /// How the learning rate changes over the steps.
  public var schedule: LearningRateSchedule
  /// The largest number of pairs in a step.
  public let batchSize: Int
  /// Which pairs an epoch takes.
  public let sampling: Sampling
  /// The largest norm of the gradient of all parameters, or `nil` for no limit.
  ///
  /// A longer gradient is scaled down.
  public var maximumGradientNorm: Float?
  /// Layers whose weights are kept small.
  public var penalty: L2Penalty?
  /// What happens to a batch whose loss or gradient is not finite.
  public var onNonFiniteBatch: NonFiniteBatchPolicy
  /// The numbers that a step multiplies, if this CPU supports them; otherwise those of 32 bits.
  public let precision: Precision

  /// How steps are divided among several processes; `nil` to train in this one alone.
  public var distribution: DistributedTraining?

  /// The steps taken so far, over all calls.
  public internal(set) var step = 0
  /// The seed of shuffling and dropout.
  let seed: UInt64
  var generator: SplitMix64
  var place: SamplerPosition?
  var moments: [Moments] = []

  /// Creates a trainer.
  ///
  /// - Parameters:
  ///   - optimizer: how parameters change along their gradient.
  ///   - schedule: how the learning rate changes; constant by default.
  ///   - batchSize: the largest number of pairs in a step, 1024 in the paper; the last step of an
  ///     epoch takes the remaining pairs.
  ///   - sampling: which pairs an epoch takes.
  ///   - maximumGradientNorm: the limit for clipping by the global norm (Pascanu et al. 2013), or
  ///     `nil`.
  ///   - penalty: the layers whose weights are kept small.
  ///   - onNonFiniteBatch: whether a batch whose loss or gradient is not finite ends training.
  ///   - precision: the numbers that the products of a step multiply. Without support by the CPU,
  ///     training takes `float32`, logs it, and says so in its summary.
  ///   - seed: the seed of shuffling and dropout.
  /// - Throws: `HUSEError.invalidArgument` for a batch size below 1. `train` checks the other
  ///   settings, some of which depend on the model.
  public init(
    optimizer: any Optimizer, schedule: LearningRateSchedule = .constant, batchSize: Int = 1024,
    sampling: Sampling = .everyPair, maximumGradientNorm: Float? = nil, penalty: L2Penalty? = nil,
    onNonFiniteBatch: NonFiniteBatchPolicy = .fail, precision: Precision = .float32, seed: UInt64
  ) throws(HUSEError) {
    guard batchSize > 0 else {
      throw .invalidArgument(
        name: "batchSize", found: "\(batchSize)", expected: "a number above 0")
    }
    self.optimizer = optimizer
    self.schedule = schedule
    self.batchSize = batchSize
    self.sampling = sampling
    self.maximumGradientNorm = maximumGradientNorm
    self.penalty = penalty
    self.onNonFiniteBatch = onNonFiniteBatch
    self.precision = precision
    self.seed = seed
    generator = SplitMix64(seed: seed)
  }

  /// Trains for a number of epochs, from the beginning of one.
  ///
  /// - Parameters:
  ///   - model: changed in place. When an error is thrown it holds the weights of the last complete
  ///     step.
  ///   - pairs: the training data, in memory, as a `FeatureStream` or as `ShardedPairs`.
  ///   - loss: what is minimised.
  ///   - epochs: the number of passes over the pairs.
  ///   - validation: decides which weights are kept and when to stop.
  ///   - checkpointing: where and when checkpoints are written.
  ///   - checkpoint: where training resumes. Its steps count towards `epochs`; the weights of
  ///     `model`, the optimizer's moments, the random numbers and the position in the data come
  ///     from it. The result has the same bits as without the interruption.
  ///   - progress: called after each step, with a `distribution` on rank 0 only; an error that it
  ///     throws ends training. A checkpoint is written first, unless it is a `HUSEError`, which
  ///     means that the step could not be recorded.
  /// - Returns: a summary of the training.
  /// - Throws: `HUSEError.shapeMismatch` or `.invalidData` if pairs, loss and model do not fit;
  ///   `.invalidArgument` for a setting out of its range; `.notFinite` if the loss or its gradient
  ///   is not finite, before the step has changed a weight, or if a measurement of the validation
  ///   is not finite; `.diverged` if the loss at the end of an epoch is many times that of the
  ///   first batch; `.checkpointMismatch` if the checkpoint belongs to a different training run,
  ///   `.writeFailed` if a checkpoint cannot be written; `.cancelled` if the task is cancelled;
  ///   what `progress` throws. With a `distribution` also `.ranksDiffer`, `.rankFailed` and
  ///   `.communicationFailed`.
  @discardableResult
  public mutating func train(
    _ model: inout SharedEmbedding, on pairs: some PairedDataset, minimizing loss: some Loss,
    epochs: Int, validation: Validation? = nil, checkpointing: Checkpointing? = nil,
    resumingFrom checkpoint: Checkpoint? = nil,
    progress: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> TrainingSummary {
    let agreement = RankAgreement(communicator: distribution?.communicator)
    let steps = try agreement.reporting {
      try check(model, pairs, loss, validation)
      place = try sampler(for: pairs).atBeginningOfEpoch.place
      return try self.steps(of: epochs, on: pairs)
    }
    return try train(
      &model, on: pairs, minimizing: loss, steps: steps,
      validation: validation, checkpointing: checkpointing, resumingFrom: checkpoint,
      progress: progress)
  }

  /// The number of steps in an epoch, or 0 without pairs; use it for schedules, which count steps.
  public func stepsPerEpoch(on pairs: some PairedDataset) -> Int {
    pairs.count > 0 ? (pairs.count - 1) / batchSize + 1 : 0
  }

  private func steps(of epochs: Int, on pairs: some PairedDataset) throws(HUSEError) -> Int {
    let (steps, overflow) = epochs.multipliedReportingOverflow(by: stepsPerEpoch(on: pairs))
    guard epochs >= 0, !overflow else {
      throw .invalidArgument(
        name: "epochs", found: "\(epochs)",
        expected: "0 or more, with fewer than 2⁶³ steps in all")
    }
    return steps
  }
}
