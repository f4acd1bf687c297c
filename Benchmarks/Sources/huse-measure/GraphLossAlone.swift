internal import ArgumentParser
import HUSE
import Workloads

/// The graph loss and its gradient, for one margin.
struct GraphLossAlone: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "graph-loss")

  @Option(help: "Pairs of a batch.") var batch = 1024
  @Option(help: "ζ: 2 takes all pairs of classes, less leaves far ones out.") var margin: Float = 2
  @OptionGroup var options: Repetitions

  func run() throws {
    var pairs = try GraphLossBatch(batchSize: batch)
    let stopwatch = Stopwatch.time(options) { _ = pairs.accumulate(margin: margin) }
    try Measurement(
      "graph-loss", stopwatch,
      details: [
        "batch": Double(batch), "margin": Double(margin),
        "active_share": pairs.activeShare(below: margin),
      ]
    ).print()
  }
}
