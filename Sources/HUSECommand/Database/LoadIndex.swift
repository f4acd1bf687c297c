import ArgumentParser
import HUSE
import HUSEConsole
import HUSEPostgres

/// Loads an index into a table of PostgreSQL.
struct LoadIndex: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Load an index into a table of PostgreSQL with pgvector.",
    discussion: """
      Takes an index that `huse embed --output IMAGES.index` wrote. The items appear in the table \
      all at once at the end; the same command resumes after an interruption. A new table gets an \
      approximate index. `huse search --postgres` searches the table.
      """)

  @Argument(help: "Index that embed wrote.")
  var index: FilePath

  @OptionGroup var table: TableOptions

  @Option(
    help: """
      What to do with a name that is already in the table: update gives the item the new \
      embedding, fail ends the load.
      """)
  var duplicates = DuplicateChoice.update

  @Option(
    help: """
      How a new table stores the embeddings: float32, pgvector's vector, or float16, its halfvec, \
      which takes half the space and whose approximate index takes 4,000 values instead of 2,000. \
      By default float32.
      """)
  var storage: TableStorage?

  @Flag(
    inversion: .prefixedNo,
    help: "Whether a new table gets an approximate index, as pgvector's hnsw.")
  var approximateIndex = true

  @Option(help: "Connections of an item in the approximate index, 2 to 100.")
  var m = HNSWSettings().m

  @Option(
    help: "Candidates for the connections of an item, at least twice --m, up to 1,000.")
  var efConstruction = HNSWSettings().efConstruction

  @Option(
    help: """
      Memory that the server builds the approximate index in, such as 4GB. By default its \
      maintenance_work_mem.
      """)
  var indexMemory: String?

  @OptionGroup var report: ReportOptions

  func validate() throws {
    if table.postgres == nil {
      throw ValidationError("Pass --postgres with the address of a database.")
    }
  }

  func run() throws {
    guard let pool = try table.pool() else { return }
    Interruption.watch()
    let items = try EmbeddingIndex(contentsOf: index.url)
    let settings =
      approximateIndex
      ? HNSWSettings(m: m, efConstruction: efConstruction, memory: indexMemory) : nil
    let reporter = LoadReporter(options: report)
    let name = table.postgresTable
    let loaded = try AsynchronousWork.run { [duplicates, storage] in
      try await EmbeddingTable.load(
        items, into: name, in: pool, duplicates: duplicates.policy, storage: storage,
        approximateIndex: settings
      ) { progress in
        try reporter.report(progress)
        try Interruption.check(
          "\(progress.copied) of \(progress.total) items are kept beside the table; the same "
            + "command resumes.")
      }
    }
    ProgressLine.end()
    if report.json {
      try JSONLine.print(["items": items.count])
    } else if !report.quiet {
      print("\(items.count) items in the table \(loaded.name.escapingControls()).")
    }
  }
}

/// What to do with a name that is already in a table.
enum DuplicateChoice: String, CaseIterable, ExpressibleByArgument {
  case update, fail

  var policy: EmbeddingIndex.DuplicatePolicy { self == .update ? .update : .fail }
}
