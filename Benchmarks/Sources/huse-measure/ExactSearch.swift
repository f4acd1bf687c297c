public import ArgumentParser
import HUSE
import Workloads

/// The 10 nearest of many items, for one query or for many at once.
struct ExactSearch: ParsableCommand {
  @Option(help: "The items of the index.") var items = 1_000_000
  @Option(help: "Numbers of an embedding.") var dimension = 512
  @Option(help: "Queries of one call.") var queries = 1
  @Option(help: "How vectors are stored: float32, float16 or int8.")
  var storage = VectorStorage.float32
  @OptionGroup var options: Repetitions

  func run() throws {
    let search = try Search(
      items: items, queries: queries, dimension: dimension, storage: storage)
    let stopwatch = try Stopwatch.time(options) { _ = try search.nearest() }
    try Measurement(
      "exact-search", stopwatch,
      details: [
        "items": Double(items), "queries": Double(queries), "dimension": Double(dimension),
        "bits": storage.bitsOfValue, "recall": search.recall(),
      ]
    ).print()
  }
}

extension VectorStorage: @retroactive ExpressibleByArgument {}

extension VectorStorage {
  fileprivate var bitsOfValue: Double {
    switch self {
    case .float32: 32
    case .float16: 16
    case .int8: 8
    }
  }
}
