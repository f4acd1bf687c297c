import ArgumentParser
import HUSE

/// The settings for how long training runs and how it is validated.
struct RunSettings: ParsableArguments {
  @Option(
    name: [.customShort("b"), .long],
    help: "Number of pairs in a batch. By default from the recipe; manual: 256.")
  var batchSize: Int?

  @Option(
    name: [.customShort("e"), .long],
    help: "Number of times that each pair is seen. By default from the recipe; manual: 60.")
  var epochs: Int?

  @Option(help: "Measure on the validation part: \(Validation.Metric.list).")
  var validationMetric = Validation.Metric.recall

  @Option(help: "Number of epochs between two validations.")
  var validationEvery = 1

  @Option(
    help: "Number of validations without an improvement before training stops; 0 for no limit.")
  var patience = 0

  @Flag(inversion: .prefixedNo, help: "Whether the model gets the weights of the best validation.")
  var keepBest = true

  @Option(
    help: "Number of steps between two points of the curves, which also have one for each epoch.")
  var curvesEvery = 10

  @Option(
    help: "Number of threads. By default OPENBLAS_NUM_THREADS, else the number of cores.")
  var threads: Int?

  @Option(
    help: """
      Numbers that the products of training multiply: float32, or bfloat16, which is faster on \
      CPUs with AVX512_BF16; other CPUs take float32.
      """)
  var precision = Precision.float32

  @Option(
    help: """
      With --distributed, the number of pairs that a process takes or leaves as a whole: a \
      multiple of 16. A batch occupies as many processes as it has blocks.
      """)
  var blockSize = 256

  @Option(help: "Seed of the split, the initial weights, dropout and the order of the pairs.")
  var seed: UInt64 = 7

  func validate() throws {
    for (name, value) in [
      ("batch-size", batchSize), ("validation-every", validationEvery),
      ("curves-every", curvesEvery), ("threads", threads),
    ] {
      try Ranges.checkAboveZero(value, name)
    }
    try Ranges.checkCount(epochs, "epochs")
    guard blockSize > 0, blockSize % 16 == 0 else {
      throw ValidationError("--block-size takes a multiple of 16 above 0, not \(blockSize).")
    }
    try Ranges.check(patience, "patience", 0..., "a number of 0 or more")
  }
}

extension RunSettings {
  /// The batch size and the number of epochs for manual training.
  var completed: (batchSize: Int, epochs: Int) { (batchSize ?? 256, epochs ?? 60) }

  /// Fills in the defaults for manual training.
  mutating func complete() { (batchSize, epochs) = completed }
}
