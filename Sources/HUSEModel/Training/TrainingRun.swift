/// The state of a call of `train`, in addition to that of the trainer.
struct TrainingRun: Sendable {
  /// The sampler's epoch when the call began.
  let firstEpoch: Int
  /// The number of steps before this process started or resumed the call.
  let firstStep: Int
  private let clock = TrainingClock()
  private(set) var step: Int
  /// The epoch of the last step, from 1.
  private(set) var epoch: Int
  /// Whether the last step was the last of its epoch.
  private(set) var endsEpoch = false
  private(set) var skippedBatches: Int
  /// The number of pairs trained on in this process.
  private var rows = 0
  private(set) var lastLoss: LossValue?
  /// The loss of the first batch in this process.
  private var firstLoss: Double?
  private(set) var record: ValidationRecord

  init(firstEpoch: Int, resumingFrom checkpoint: Checkpoint?) {
    guard let checkpoint else {
      (self.firstEpoch, firstStep, step, epoch, skippedBatches) = (firstEpoch, 0, 0, 0, 0)
      record = ValidationRecord()
      return
    }
    let state = checkpoint.state
    self.firstEpoch = state.firstEpoch
    (firstStep, step, epoch) = (state.step, state.step, state.epoch)
    skippedBatches = state.skippedBatches
    record = ValidationRecord(state.validation, best: checkpoint.bestModel)
  }

  /// Counts a step.
  mutating func add(_ report: StepReport, of batch: TrainingBatch) {
    step += 1
    epoch = batch.epoch - firstEpoch + 1
    endsEpoch = batch.endsEpoch
    rows += batch.sourceRows.count
    if report.isSkipped { skippedBatches += 1 }
    lastLoss = report.loss
    if firstLoss == nil { firstLoss = report.loss.total }
  }

  /// The factor relative to the first loss, and the increase, beyond which a loss counts as
  /// diverged.
  private static let (largestFactor, largestRise) = (10.0, 10.0)

  /// Checks that the loss at the end of an epoch is not far above the loss of the first batch.
  ///
  /// - Throws: `HUSEError.diverged` if it is.
  func checkConvergence(updateCount: Int) throws(HUSEError) {
    guard endsEpoch, let firstLoss, let last = lastLoss?.total, last.isFinite else { return }
    guard last > Self.largestFactor * abs(firstLoss) + Self.largestRise else { return }
    throw .diverged(firstLoss: firstLoss, lastLoss: last, step: updateCount)
  }

  /// Measures the model if a measurement is due; returns whether it is the best so far.
  ///
  /// Ranks measure together.
  ///
  /// - Throws: `HUSEError.notFinite` for a measurement that is not finite, or what reading the
  ///   held-out pairs throws; the errors of an agreement.
  mutating func validate(
    _ model: SharedEmbedding, with validation: Validation?, minimizing loss: some Loss,
    of steps: Int, updateCount: Int, batchSize: Int, sharing distribution: DistributedTraining?
  ) throws(HUSEError) -> Bool {
    guard let validation,
      step == steps || (endsEpoch && epoch % validation.interval == 0)
    else { return false }
    let value =
      if let distribution {
        try validation.measure(model, loss: loss, batchSize: batchSize, sharing: distribution)
      } else {
        try validation.measure(model, loss: loss, batchSize: batchSize)
      }
    guard value.isFinite else {
      throw .notFinite(term: "validation \(validation.metric)", step: updateCount, rows: [])
    }
    return record.add(value, model: model, epoch: epoch, to: validation)
  }

  /// The progress of the call after its last step.
  func progress(after report: StepReport, of steps: Int) -> TrainingProgress {
    TrainingProgress(
      step: step, stepCount: steps, epoch: epoch, endsEpoch: endsEpoch, loss: report.loss,
      learningRate: report.learningRate, gradientNorm: report.gradientNorm,
      rowsPerSecond: clock.rate(of: rows),
      secondsLeft: clock.secondsLeft(done: step - firstStep, of: steps - firstStep),
      validation: endsEpoch || step == steps ? record.last(ofEpoch: epoch) : nil,
      skippedBatches: skippedBatches)
  }
}

/// The result of a step.
struct StepReport: Sendable {
  let loss: LossValue
  let learningRate: Float
  let gradientNorm: Double
  /// Whether the step changed nothing because loss or gradient are not finite.
  var isSkipped = false
}
