public import ArgumentParser
import HUSE
import Workloads

/// The 10 nearest of many items, for one query or for many at once.
struct ExactSearch: ParsableCommand {
  @Option(help: "The items of the index.") var items = 1_000_000
  @Option(help: "Queries of one call.") var queries = 1
  @Option(help: "How vectors are stored: float32, float16 or int8.")
  var storage = VectorStorage.float32
  @OptionGroup var options: Repetitions

  func run() throws {
    let search = try Search(items: items, queries: queries, storage: storage)
    let stopwatch = try Stopwatch.time(options) { _ = try search.nearest() }
    try Measurement(
      "exact-search", stopwatch, details: ["items": Double(queries), "recall": search.recall()]
    ).print()
  }
}

extension VectorStorage: @retroactive ExpressibleByArgument {}
