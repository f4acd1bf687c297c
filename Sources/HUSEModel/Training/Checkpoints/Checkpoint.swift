/// The complete state of training between two steps.
///
/// It consists of the model, the optimizer's moments, the random numbers, the position in the data
/// and the measurements of the validation.
///
/// ```swift
/// let folder = URL(fileURLWithPath: "checkpoints")
/// try trainer.train(
///   &model, on: pairs, minimizing: loss, epochs: 30, checkpointing: Checkpointing(in: folder),
///   resumingFrom: Checkpoint.latest(in: folder))
/// ```
///
/// A training run that resumes from a checkpoint ends with the same bits as one that was never
/// interrupted, on the same processor with the same number of threads.
public struct Checkpoint: Sendable {
  /// The model after the last step, without encoders: they do not change in training.
  public let model: SharedEmbedding
  /// The model of the best validation so far, or `nil` unless validation keeps it.
  public let bestModel: SharedEmbedding?
  /// The optimizer's moments for each parameter.
  let moments: [Moments]
  let state: TrainingState
  /// The file that it was read from, for messages.
  let path: String?

  /// The number of steps that the call of `train` had taken.
  public var step: Int { state.step }
  /// The epoch of the last step, from 1; 0 before the first.
  public var epoch: Int { state.epoch }
  /// The validation metric after each validated epoch.
  public var validations: [Double] { state.validation.values }
}
