internal import Logging

extension Trainer {
  /// Trains for a number of steps from where the last call ended, otherwise as for epochs.
  @discardableResult
  public mutating func train(
    _ model: inout SharedEmbedding, on pairs: some PairedDataset, minimizing loss: some Loss,
    steps: Int, validation: Validation? = nil, checkpointing: Checkpointing? = nil,
    resumingFrom checkpoint: Checkpoint? = nil,
    progress: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> TrainingSummary {
    let meter = distribution.map { CommunicationMeter($0.communicator) }
    let agreement = RankAgreement(communicator: meter)
    let shared = meter.map { pairs.exchanging(over: $0) } ?? pairs
    var summary = try agreement.reporting {
      try trainSteps(
        &model, on: shared, minimizing: loss, steps: steps,
        validation: meter.map { validation?.exchanging(over: $0) } ?? validation,
        checkpointing: agreement.isFirst ? checkpointing : nil, resumingFrom: checkpoint,
        agreement: agreement, progress: progress)
    }
    summary.communication = meter?.summary
    return summary
  }

  private mutating func trainSteps(
    _ model: inout SharedEmbedding, on pairs: some PairedDataset, minimizing loss: some Loss,
    steps: Int, validation: Validation?, checkpointing: Checkpointing?,
    resumingFrom ownCheckpoint: Checkpoint?, agreement: RankAgreement,
    progress: (TrainingProgress) throws -> Void
  ) throws -> TrainingSummary {
    try check(model, pairs, loss, validation)
    guard steps >= 0 else {
      throw HUSEError.invalidArgument(name: "steps", found: "\(steps)", expected: "0 or more")
    }
    prepareMoments(for: model)
    let usedPrecision = precision.isSupported ? precision : .float32
    let checkpoint = try meet(agreement, resumingFrom: ownCheckpoint, model) {
      () throws(HUSEError) in
      try RunDescription(
        of: self, model, on: pairs, minimizing: loss, steps: steps, validation: validation,
        precision: usedPrecision)
    }
    if let checkpoint {
      try resume(&model, from: checkpoint, on: pairs, validation: validation)
    }
    let logger = Logger(label: "HUSE.Trainer")
    logger.debug(
      "training \(steps) steps on \(pairs.count) pairs; \(LinearAlgebraBackend.current)")
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
    // The exchanges of steps are measured as well.
    let division = agreement.communicator.flatMap { distribution?.over($0) }
    var batches = BatchSequence(
      of: pairs, from: sampler, count: max(0, steps - run.step),
      classOrder: loss.preferredClassOrder, distribution: division)
    defer { batches.end() }
    var workspaces: [Int: TrainingStep] = [:]
    try save()

    while run.step < steps, !run.record.isExhausted(validation) {
      guard let batch = try batches.next(with: agreement) else {
        try save()
        throw HUSEError.cancelled(step: step)
      }
      let pairCount = batch.sourceRows.count
      let workspace =
        workspaces[pairCount]
        ?? TrainingStep(
          for: model, pairCount: pairCount, precision: usedPrecision, distribution: division)
      workspaces[pairCount] = workspace
      let report = try takeStep(&model, on: batch, minimizing: loss, in: workspace)
      place = batch.place
      run.add(report, of: batch)
      try run.checkConvergence(updateCount: step)
      let isBest = try run.validate(
        model, with: validation, minimizing: loss, of: steps, updateCount: step,
        batchSize: batchSize, sharing: division)
      if isBest { try writer?.writeBest(self.checkpoint(of: model, run, settings)) }
      do {
        if agreement.isFirst { try progress(run.progress(after: report, of: steps)) }
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
    try agreement.proceed()
    let keepsBest = validation?.keepsBest == true
    if keepsBest, let best = run.record.best { model = model.with(parameters: best.parameters) }
    return TrainingSummary(
      steps: run.step, epochs: run.epoch, loss: run.lastLoss,
      validations: run.record.values, bestEpoch: keepsBest ? run.record.bestEpoch : nil,
      stoppedEarly: run.step < steps, skippedBatches: run.skippedBatches,
      precision: usedPrecision, requestedPrecision: precision, communication: nil)
  }

  /// The sampler of an earlier call on the same number of pairs, or a new one.
  func sampler(for pairs: some PairedDataset) throws(HUSEError) -> BatchSampler {
    let place = place.flatMap { $0.count == pairs.count ? $0 : nil }
    return try BatchSampler(
      count: pairs.count, batchSize: batchSize, seed: seed,
      balancedLabels: sampling == .classBalanced ? pairs.labels : nil,
      epoch: place?.epoch ?? 0, position: place?.position ?? 0)
  }
}
