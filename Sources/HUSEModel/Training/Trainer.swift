internal import Logging

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
  ///   - pairs: the training data, in memory or as a `FeatureStream`.
  ///   - loss: what is minimised.
  ///   - epochs: the number of passes over the pairs.
  ///   - validation: decides which weights are kept and when to stop.
  ///   - checkpointing: where and when checkpoints are written.
  ///   - checkpoint: where training resumes. Its steps count towards `epochs`; the weights of
  ///     `model`, the optimizer's moments, the random numbers and the position in the data come
  ///     from it. The result has the same bits as without the interruption.
  ///   - progress: called after each step; an error that it throws ends training. A checkpoint is
  ///     written first, unless it is a `HUSEError`, which means that the step could not be
  ///     recorded.
  /// - Returns: a summary of the training.
  /// - Throws: `HUSEError.shapeMismatch` or `.invalidData` if pairs, loss and model do not fit;
  ///   `.invalidArgument` for a setting out of its range; `.notFinite` if the loss or its gradient
  ///   is not finite, before the step has changed a weight, or if a measurement of the validation
  ///   is not finite; `.diverged` if the loss at the end of an epoch is many times that of the
  ///   first batch; `.checkpointMismatch` if the checkpoint belongs to a different training run,
  ///   `.writeFailed` if a checkpoint cannot be written; `.cancelled` if the task is cancelled;
  ///   what `progress` throws.
  @discardableResult
  public mutating func train(
    _ model: inout SharedEmbedding, on pairs: some PairedDataset, minimizing loss: some Loss,
    epochs: Int, validation: Validation? = nil, checkpointing: Checkpointing? = nil,
    resumingFrom checkpoint: Checkpoint? = nil,
    progress: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> TrainingSummary {
    try check(model, pairs, loss, validation)
    place = try sampler(for: pairs).atBeginningOfEpoch.place
    return try train(
      &model, on: pairs, minimizing: loss, steps: try steps(of: epochs, on: pairs),
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

  /// Trains for a number of steps from where the last call ended, otherwise as for epochs.
  @discardableResult
  public mutating func train(
    _ model: inout SharedEmbedding, on pairs: some PairedDataset, minimizing loss: some Loss,
    steps: Int, validation: Validation? = nil, checkpointing: Checkpointing? = nil,
    resumingFrom checkpoint: Checkpoint? = nil,
    progress: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> TrainingSummary {
    try check(model, pairs, loss, validation)
    guard steps >= 0 else {
      throw HUSEError.invalidArgument(name: "steps", found: "\(steps)", expected: "0 or more")
    }
    prepareMoments(for: model)
    if let checkpoint {
      try resume(&model, from: checkpoint, on: pairs, validation: validation)
    }
    let logger = Logger(label: "HUSE.Trainer")
    logger.debug(
      "training \(steps) steps on \(pairs.count) pairs; \(LinearAlgebraBackend.current)")
    let usedPrecision = precision.isSupported ? precision : .float32
    if usedPrecision != precision {
      logger.warning(
        "this CPU has no fast products of \(precision.rawValue); training with float32")
    }

    let sampler = try sampler(for: pairs)
    var run = TrainingRun(firstEpoch: sampler.nextEpoch, resumingFrom: checkpoint)
    let settings = settings(on: pairs, validation: validation)
    var writer = try checkpointing.map { (options) throws(HUSEError) in
      try CheckpointWriter(options, resuming: checkpoint)
    }
    func save() throws(HUSEError) {
      try writer?.write(self.checkpoint(of: model, run, settings), step: run.step)
    }
    place = sampler.place
    var batches = BatchSequence(
      of: pairs, from: sampler, count: max(0, steps - run.step),
      classOrder: loss.preferredClassOrder)
    defer { batches.end() }
    var workspaces: [Int: TrainingStep] = [:]
    try save()

    while run.step < steps, !run.record.isExhausted(validation) {
      if Task.isCancelled {
        try save()
        throw HUSEError.cancelled(step: step)
      }
      let batch = try batches.next()
      let pairCount = batch.sourceRows.count
      let workspace =
        workspaces[pairCount]
        ?? TrainingStep(for: model, pairCount: pairCount, precision: usedPrecision)
      workspaces[pairCount] = workspace
      let report = try takeStep(&model, on: batch, minimizing: loss, in: workspace)
      place = batch.place
      run.add(report, of: batch)
      try run.checkConvergence(updateCount: step)
      let isBest = try run.validate(
        model, with: validation, minimizing: loss, of: steps, updateCount: step,
        batchSize: batchSize)
      if isBest { try writer?.writeBest(self.checkpoint(of: model, run, settings)) }
      do {
        try progress(run.progress(after: report, of: steps))
      } catch let error as HUSEError {
        // If the record cannot be kept, it lacks this step, and a checkpoint would be ahead of it.
        throw error
      } catch {
        try save()
        throw error
      }
      // This comes after `progress`, which may keep a record, so that a checkpoint is never ahead
      // of it.
      if writer?.isDue(afterStep: run.step) == true { try save() }
    }
    try save()
    let keepsBest = validation?.keepsBest == true
    if keepsBest, let best = run.record.best { model = model.with(parameters: best.parameters) }
    return TrainingSummary(
      steps: run.step, epochs: run.epoch, loss: run.lastLoss,
      validations: run.record.values, bestEpoch: keepsBest ? run.record.bestEpoch : nil,
      stoppedEarly: run.step < steps, skippedBatches: run.skippedBatches,
      precision: usedPrecision, requestedPrecision: precision)
  }

  private mutating func takeStep(
    _ model: inout SharedEmbedding, on batch: TrainingBatch, minimizing loss: some Loss,
    in workspace: TrainingStep
  ) throws(HUSEError) -> StepReport {
    let value = workspace.run(
      model, on: batch.pairs, rows: batch.rows, minimizing: loss, penalty: penalty,
      using: &generator)
    let rate = optimizer.learningRate * schedule.factor(atStep: step)
    let norm = workspace.gradientNorm
    let broken = value.terms.first { !$0.value.isFinite }?.name
    if let term = broken ?? (norm.isFinite ? nil : "gradient") {
      guard onNonFiniteBatch == .skip else {
        throw .notFinite(term: term, step: step + 1, rows: model.rowsToBlame(in: batch))
      }
      return StepReport(loss: value, learningRate: rate, gradientNorm: norm, isSkipped: true)
    }

    step += 1
    let scale = maximumGradientNorm.map { norm > Double($0) ? $0 / Float(norm) : 1 } ?? 1
    let update = UpdateStep(number: step, learningRate: rate, gradientScale: scale)
    let optimizer = optimizer
    model.updateParameters { parameter, index in
      optimizer.update(
        &parameter, moments: &moments[index], along: workspace.parameterGradient(index),
        at: update)
    }
    return StepReport(loss: value, learningRate: rate, gradientNorm: norm)
  }

  /// Keeps the moments of an earlier call for a model of the same shape; otherwise starts again at
  /// the first step.
  private mutating func prepareMoments(for model: SharedEmbedding) {
    let shapes = model.parameterShapes
    let fits =
      moments.count == shapes.count
      && zip(moments, shapes).allSatisfy { moment, shape in
        moment.first.rows == shape.rows && moment.first.columns == shape.columns
      }
    if !fits {
      moments = shapes.map { Moments(rows: $0.rows, columns: $0.columns) }
      step = 0
    }
  }

  /// The sampler of an earlier call on the same number of pairs, or a new one.
  private func sampler(for pairs: some PairedDataset) throws(HUSEError) -> BatchSampler {
    let place = place.flatMap { $0.count == pairs.count ? $0 : nil }
    return try BatchSampler(
      count: pairs.count, batchSize: batchSize, seed: seed,
      balancedLabels: sampling == .classBalanced ? pairs.labels : nil,
      epoch: place?.epoch ?? 0, position: place?.position ?? 0)
  }

  private func check(
    _ model: SharedEmbedding, _ pairs: some PairedDataset, _ loss: some Loss,
    _ validation: Validation?
  ) throws(HUSEError) {
    try model.check(pairs, named: "training pairs")
    if let validation { try model.check(validation.pairs, named: "validation pairs") }
    try model.check(loss)
    try optimizer.check()
    try schedule.check()
    try penalty?.check(model)
    if let maximumGradientNorm, !(maximumGradientNorm > 0) {
      throw .invalidArgument(
        name: "maximumGradientNorm", found: "\(maximumGradientNorm)", expected: "a number above 0")
    }
  }
}
