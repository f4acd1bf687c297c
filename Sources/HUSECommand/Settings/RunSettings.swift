import ArgumentParser
import HUSE

/// How long and in what order is trained.
struct RunSettings: ParsableArguments {
  @Option(
    name: [.customShort("b"), .long],
    help: "The number of pairs in a batch. By the recipe; manual: 256.")
  var batchSize: Int?

  @Option(
    name: [.customShort("e"), .long],
    help: "The number of times that each pair is seen. By the recipe; manual: 60.")
  var epochs: Int?

  @Option(help: "What is measured on the validation part: \(Validation.Metric.list).")
  var validationMetric = Validation.Metric.recall

  @Option(help: "Measured after every so many epochs.")
  var validationEvery = 1

  @Option(help: "Stops after so many measurements that are no better than the best; 0 never.")
  var patience = 0

  @Flag(inversion: .prefixedNo, help: "Whether the model gets the weights of the best measurement.")
  var keepBest = true

  @Option(help: "The curves have a point after every so many steps, and after each epoch.")
  var curvesEvery = 10

  @Option(
    help: """
      The number of threads. By default OPENBLAS_NUM_THREADS, else as many as there are cores.
      """)
  var threads: Int?

  @Option(help: "Decides parts, weights, dropout and the order of the pairs.")
  var seed: UInt64 = 7

  func validate() throws {
    for (name, value) in [
      ("batch-size", batchSize), ("epochs", epochs), ("validation-every", validationEvery),
      ("curves-every", curvesEvery), ("threads", threads),
    ] {
      try Ranges.checkAboveZero(value, name)
    }
    try Ranges.check(patience, "patience", 0..., "a number of 0 or more")
  }
}

extension RunSettings {
  /// The batch size and the epochs of a training by hand.
  var completed: (batchSize: Int, epochs: Int) { (batchSize ?? 256, epochs ?? 60) }

  /// Fills in what a training by hand has that is told nothing.
  mutating func complete() { (batchSize, epochs) = completed }
}
