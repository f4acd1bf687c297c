internal import ArgumentParser
import Foundation
import HUSE
import Workloads

/// Steps of the paper's image tower on features of a mapped file, of one that is read batch after
/// batch, or of an array in memory.
struct FeatureReading: ParsableCommand {
  enum Storage: String, ExpressibleByArgument { case file, stream, memory }

  @Option(help: "Where the features are: file, stream or memory.") var storage = Storage.file
  @Option(help: "The size of the image features.") var gigabytes = 10.0
  @Option(help: "Where the file is, or is written.") var folder = "."
  @Option(help: "Pairs of a batch.") var batch = 1024
  @OptionGroup var options: Repetitions

  func run() throws {
    let folder = URL(fileURLWithPath: folder)
    switch storage {
    case .file: try measure(FeatureFolder.mappedPairs(gigabytes: gigabytes, in: folder))
    case .stream: try measure(FeatureFolder.streamedPairs(gigabytes: gigabytes, in: folder))
    case .memory: try measure(FeatureFolder.pairsInMemory(gigabytes: gigabytes))
    }
  }

  private func measure(_ pairs: some PairedDataset) throws {
    var training = try PaperTraining(pairs: pairs, batchSize: batch)
    var stopwatch = Stopwatch()
    let steps = options.warmUp + options.repetitions
    try training.train(steps: steps, minimizing: training.loss(margin: nil)) { step in
      if step > options.warmUp { stopwatch.lap() }
      if step == options.warmUp { stopwatch.start() }
    }
    try Measurement(
      "feature-reading", stopwatch, details: ["gigabytes": gigabytes, "batch": Double(batch)]
    ).print()
  }
}
