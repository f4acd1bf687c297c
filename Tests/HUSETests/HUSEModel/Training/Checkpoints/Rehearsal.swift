import Foundation
import HUSE

/// A small training with everything that a checkpoint has to hold: dropout, momentum, validation,
/// a schedule, and batches of 10 among 48 pairs, so that each epoch ends with a partial one.
struct Rehearsal {
  let world: SmallWorld
  var optimizer: any Optimizer = Adam(learningRate: 5e-3)
  var batchSize = 10
  var epochs = 4
  /// The process ends here, between two steps.
  struct Interruption: Error {}

  static let stepsPerEpoch = 5

  init() throws { world = try SmallWorld() }

  var trainer: Trainer {
    get throws(HUSEError) {
      try Trainer(
        optimizer: optimizer, schedule: .cosine(warmUp: 3, total: 20), batchSize: batchSize,
        maximumGradientNorm: 1, seed: 7)
    }
  }

  struct Result: Equatable {
    let parameters: [Matrix]
    let summary: TrainingSummary
  }

  /// Trains from nothing, or from a checkpoint.
  func run(
    _ checkpointing: Checkpointing? = nil, from checkpoint: Checkpoint? = nil,
    interruptedAfter step: Int? = nil
  ) throws -> Result {
    var model = try world.model()
    var trainer = try trainer
    let summary = try trainer.train(
      &model, on: world.pairs, minimizing: world.loss, epochs: epochs,
      validation: Validation(on: world.pairs, metric: .loss, every: 2, patience: 10),
      checkpointing: checkpointing, resumingFrom: checkpoint
    ) { if $0.step == step { throw Interruption() } }
    return Result(parameters: model.parameters, summary: summary)
  }
}
