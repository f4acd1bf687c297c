internal import ArgumentParser
import HUSE
import Workloads

/// Steps of the paper's network: the time from the end of one to the end of the next.
struct TrainingStep: ParsableCommand {
  @Option(help: "Pairs of a batch.") var batch = 1024
  @Option(help: "Classes.") var classes = PaperLabels.classCount
  @Option(help: "Numbers of an embedding.") var dimension = 512
  @Option(help: "ζ of the graph loss.") var margin: Float = 0.8
  @Flag(help: "Leave the graph loss out.") var withoutGraphLoss = false
  @Option(help: "Numbers that products multiply: float32 or bfloat16.") var precision = "float32"
  @OptionGroup var options: Repetitions

  func run() throws {
    guard let precision = Precision(rawValue: precision), precision.isSupported else {
      throw ValidationError("This CPU has no fast products of \(precision).")
    }
    var training = try PaperTraining(
      batchSize: batch, classCount: classes, dimension: dimension, precision: precision)
    let loss = training.loss(margin: withoutGraphLoss ? nil : margin)
    var stopwatch = Stopwatch()
    try training.train(steps: options.warmUp + options.repetitions, minimizing: loss) { step in
      if step > options.warmUp { stopwatch.lap() }
      if step == options.warmUp { stopwatch.start() }
    }
    var details = [
      "batch": Double(batch), "classes": Double(classes), "dimension": Double(dimension),
    ]
    if !withoutGraphLoss {
      details["margin"] = Double(margin)
      details["active_share"] = training.graph.activeShare(
        below: margin, labels: training.pairs.labels)
    }
    try Measurement("training-step", stopwatch, details: details).print()
  }
}
