import HUSEDistributed

/// Shows how one model is trained by several processes, and the same by threads of one process.
func train(
  _ model: inout SharedEmbedding, on pairs: PairedFeatures, minimizing loss: any Loss
) throws {
  // snippet.train
  var trainer = try Trainer(optimizer: Adam(learningRate: 1e-3), batchSize: 4096, seed: 7)
  try MPICommunicator.run { communicator in
    trainer.distribution = try DistributedTraining(over: communicator)
    let summary = try trainer.train(&model, on: pairs, minimizing: loss, epochs: 30)
    if communicator.rank == 0 { print(summary) }
  }
  // snippet.end
}

/// The same without MPI.
func rehearse(
  _ model: SharedEmbedding, on pairs: PairedFeatures, minimizing loss: any Loss
) throws {
  // snippet.rehearse
  let models = try InProcessCommunicator.run(ranks: 4) { communicator in
    var model = model
    var trainer = try Trainer(optimizer: Adam(learningRate: 1e-3), batchSize: 4096, seed: 7)
    trainer.distribution = try DistributedTraining(over: communicator)
    try trainer.train(&model, on: pairs, minimizing: loss, epochs: 30)
    return model
  }
  // snippet.end
  _ = models
}

/// Joins the parts of all ranks; a rank without rows has none.
func join(
  _ part: PairedFeatures?, over communicator: any Communicator
) throws -> ShardedPairs {
  // snippet.join
  let pairs = try ShardedPairs(part, over: communicator)
  // snippet.end
  return pairs
}
