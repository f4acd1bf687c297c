public import ArgumentParser
import Foundation
import HUSE
public import HUSEPostgres
import Synchronization
import Workloads

/// A table of PostgreSQL: the time to load random vectors, and that of searches one after another.
///
/// Prints the seconds from the first part to the last and those to build the indexes, if it loads
/// the table, and the milliseconds of a query, if there is an approximate index. The table stays,
/// for psql and pgbench to be measured with.
struct PostgresTable: AsyncParsableCommand {
  @Option(help: "The server, as a URL.") var postgres: String
  @Option(help: "The table that is loaded.") var table = "measured"
  @Option(help: "The rows of the table.") var items = 1_000_000
  @Option(help: "The values of a vector.") var dimension = 128
  @Option(help: "float32 or float16.") var storage = TableStorage.float32
  @Option(help: "Queries, each of which is searched alone.") var queries = 1000
  @Option(help: "The candidates of a search by the approximate index, hnsw.ef_search.")
  var candidates: Int?
  @Flag(inversion: .prefixedNo, help: "Whether the approximate index is built and searched.")
  var index = true
  @Flag(
    inversion: .prefixedNo,
    help: "Whether the table is loaded; otherwise it is there, with as many --items.")
  var load = true

  func validate() throws {
    guard items > 0, dimension > 0, queries > 0 else {
      throw ValidationError("--items, --dimension and --queries must be above 0.")
    }
    guard load || index else {
      throw ValidationError("Nothing is measured with --no-load and --no-index.")
    }
  }

  func run() async throws {
    let vectors = Matrix.uniform(rows: items, columns: dimension, seed: 1)
    let index = try EmbeddingIndex(
      Embeddings(normalizing: vectors), identifiers: (0..<items).map { "item-\($0 + 100_000_000)" })
    let pool = PostgresPool(try PostgresAddress(postgres))
    var line = Line(items: items)
    let table =
      load
      ? try await loaded(index, in: pool, &line)
      : try await EmbeddingTable(self.table, in: pool, dimension: dimension)
    if self.index { try await search(table, beside: index, &line) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    print(String(decoding: try encoder.encode(line), as: UTF8.self))
  }

  private func loaded(
    _ index: EmbeddingIndex, in pool: PostgresPool, _ line: inout Line
  ) async throws -> EmbeddingTable {
    let times = Mutex<[LoadProgress.Phase: ContinuousClock.Instant]>([:])
    let start = ContinuousClock.now
    let table = try await EmbeddingTable.load(
      index, into: self.table, in: pool, storage: storage,
      approximateIndex: self.index ? HNSWSettings() : nil
    ) { progress in
      times.withLock { if $0[progress.phase] == nil { $0[progress.phase] = .now } }
    }
    line.totalSeconds = start.duration(to: .now) / .seconds(1)
    let phases = times.withLock { $0 }
    func seconds(_ from: LoadProgress.Phase, _ to: LoadProgress.Phase) -> Double? {
      guard let from = phases[from], let to = phases[to] else { return nil }
      return from.duration(to: to) / .seconds(1)
    }
    line.copySeconds = seconds(.copying, .indexing)
    line.indexSeconds = seconds(.indexing, .publishing)
    return table
  }

  /// Searches with one query after another, and compares some results with those of all items.
  private func search(
    _ table: EmbeddingTable, beside index: EmbeddingIndex, _ line: inout Line
  ) async throws {
    let queries = try Embeddings(
      normalizing: Matrix.uniform(rows: queries, columns: dimension, seed: 2))
    var latencies: [Double] = []
    var hits = 0
    let checked = min(queries.count, 50)
    for (number, query) in queries.enumerated() {
      let start = ContinuousClock.now
      let found = try await table.nearest(10, to: query, candidates: candidates)
      latencies.append(start.duration(to: .now) / .milliseconds(1))
      guard number < checked else { continue }
      let exact = try index.nearest(10, to: query).map(\.identifier)
      hits += Set(exact).intersection(found.map(\.identifier)).count
    }
    latencies.sort()
    line.medianMilliseconds = latencies[latencies.count / 2]
    line.meanMilliseconds = latencies.reduce(0, +) / Double(latencies.count)
    line.recall = Double(hits) / Double(10 * checked)
  }

  private struct Line: Encodable {
    let items: Int
    var copySeconds: Double?
    var indexSeconds: Double?
    var totalSeconds: Double?
    var medianMilliseconds: Double?
    var meanMilliseconds: Double?
    var recall: Double?
  }
}

extension TableStorage: @retroactive ExpressibleByArgument {}
