/// What a call of `train` keeps from step to step beside the trainer's own state.
struct TrainingRun: Sendable {
  /// The sampler's epoch when the call began.
  let firstEpoch: Int
  /// The steps that were done when this process took the call up.
  let firstStep: Int
  var step: Int
  /// The epoch of the last step, from 1.
  var epoch: Int
  var skippedBatches: Int
  var record: ValidationRecord

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
}
