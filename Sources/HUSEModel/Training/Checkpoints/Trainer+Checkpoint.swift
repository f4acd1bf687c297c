extension Trainer {
  /// The settings that must agree for a checkpoint to belong to the same training run.
  func settings(
    on pairs: some PairedDataset, validation: Validation?
  ) -> TrainingState.Settings {
    var labels = FileChecksum()
    pairs.labels.withUnsafeBytes { labels.add($0) }
    return TrainingState.Settings(
      optimizer: "\(type(of: optimizer))", batchSize: batchSize, seed: seed,
      sampling: sampling.rawValue, pairCount: pairs.count, labels: labels.text,
      validation: validation.map {
        "\($0.metric.rawValue)\($0.keepsBest ? ", keeping the best" : "")"
      },
      precision: precision == .float32 ? nil : precision.rawValue,
      blockSize: distribution?.blockSize)
  }

  /// The state between two steps.
  func checkpoint(
    of model: SharedEmbedding, _ run: TrainingRun, _ settings: TrainingState.Settings
  ) -> Checkpoint {
    Checkpoint(
      model: model, bestModel: run.record.best, moments: moments,
      state: TrainingState(
        settings: settings, step: run.step, epoch: run.epoch, firstEpoch: run.firstEpoch,
        updateCount: step, generator: generator.state, samplerEpoch: place?.epoch ?? 0,
        samplerPosition: place?.position ?? 0, skippedBatches: run.skippedBatches,
        validation: run.record.measurements),
      path: nil)
  }

  /// Restores the model and the trainer from a checkpoint.
  ///
  /// - Throws: `HUSEError.checkpointMismatch` if it belongs to a different training run.
  mutating func resume(
    _ model: inout SharedEmbedding, from checkpoint: Checkpoint, on pairs: some PairedDataset,
    validation: Validation?
  ) throws(HUSEError) {
    let state = checkpoint.state
    let differences =
      state.settings.differences(from: settings(on: pairs, validation: validation))
      + checkpoint.model.differences(from: model)
    guard differences.isEmpty else {
      throw .checkpointMismatch(
        source: checkpoint.path ?? "checkpoint of step \(checkpoint.step)",
        differences: differences)
    }
    model = model.with(parameters: checkpoint.model.parameters)
    moments = checkpoint.moments
    step = state.updateCount
    generator = SplitMix64(seed: state.generator)
    place = SamplerPosition(
      count: pairs.count, epoch: state.samplerEpoch, position: state.samplerPosition)
  }
}
