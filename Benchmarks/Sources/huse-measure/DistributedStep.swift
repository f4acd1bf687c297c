internal import ArgumentParser
import HUSE
import HUSEDistributed
import Workloads

/// Steps of the paper's network on several processes.
///
///     mpirun -np 2 --bind-to core huse-measure distributed-step --batch 4096
struct DistributedStep: ParsableCommand {
  @Option(help: "Pairs of a batch.") var batch = 4096
  @Option(help: "ζ of the graph loss.") var margin: Float = 0.8
  @Option(help: "Pairs of a block.") var block = 256
  @Option(help: "Numbers that products multiply: float32 or bfloat16.") var precision = "float32"
  @OptionGroup var options: Repetitions

  func run() throws {
    guard let precision = Precision(rawValue: precision), precision.isSupported else {
      throw ValidationError("This CPU has no fast products of \(precision).")
    }
    try MPICommunicator.run { communicator in
      var training = try PaperTraining(batchSize: batch, precision: precision)
      training.trainer.distribution = try DistributedTraining(
        over: communicator, blockSize: block)
      var stopwatch = Stopwatch()
      let summary = try training.trainer.train(
        &training.model, on: training.pairs, minimizing: training.loss(margin: margin),
        steps: options.warmUp + options.repetitions
      ) { progress in
        if progress.step > options.warmUp { stopwatch.lap() }
        if progress.step == options.warmUp { stopwatch.start() }
      }
      guard communicator.rank == 0, let exchange = summary.communication else { return }
      try Measurement(
        "distributed-step", stopwatch,
        details: [
          "ranks": Double(exchange.ranks), "batch": Double(batch), "margin": Double(margin),
          "block": Double(block),
          "received_mb_a_step": Double(exchange.receivedBytes) / Double(summary.steps) / 1e6,
          "exchange_share": exchange.seconds / exchange.trainingSeconds,
        ]
      ).print()
    }
  }
}
