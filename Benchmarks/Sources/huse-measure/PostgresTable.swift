public import ArgumentParser
import Dispatch
import Foundation
import HUSE
public import HUSEPostgres
import Synchronization
import Workloads

/// A table of PostgreSQL: the time to load random vectors, and that of searches one after another.
///
/// Prints the seconds from the first part to the last, those to build the indexes, and those of a
/// query. The table stays, for psql and pgbench to be measured with.
struct PostgresTable: ParsableCommand {
  @Option(help: "The server, as a URL.") var postgres: String
  @Option(help: "The table that is loaded.") var table = "measured"
  @Option(help: "The rows of the table.") var items = 1_000_000
  @Option(help: "The values of a vector.") var dimension = 128
  @Option(help: "float32 or float16.") var storage = TableStorage.float32
  @Option(help: "Queries, each of which is searched alone.") var queries = 1000
  @Flag(inversion: .prefixedNo, help: "Whether the approximate index is built.") var index = true

  func run() throws {
    let vectors = Matrix.uniform(rows: items, columns: dimension, seed: 1)
    let index = try EmbeddingIndex(
      Embeddings(normalizing: vectors), identifiers: (0..<items).map { "item-\($0 + 100_000_000)" })
    let queries = try Embeddings(
      normalizing: Matrix.uniform(rows: queries, columns: dimension, seed: 2))
    let pool = PostgresPool(try PostgresAddress(postgres))
    let settings = self.index ? HNSWSettings() : nil
    let outcome = Mutex<Result<Line, any Error>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    Task.detached { [table, storage] in
      do {
        let line = try await Self.measure(index, queries, table, pool, storage, settings)
        outcome.withLock { $0 = .success(line) }
      } catch { outcome.withLock { $0 = .failure(error) } }
      isDone.signal()
    }
    isDone.wait()
    guard let line = try outcome.withLock({ try $0?.get() }) else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    print(String(decoding: try encoder.encode(line), as: UTF8.self))
  }

  private static func measure(
    _ index: EmbeddingIndex, _ queries: Embeddings, _ name: String, _ pool: PostgresPool,
    _ storage: TableStorage, _ settings: HNSWSettings?
  ) async throws -> Line {
    let clock = ContinuousClock()
    let times = Mutex<[LoadProgress.Phase: ContinuousClock.Instant]>([:])
    let start = clock.now
    let table = try await EmbeddingTable.load(
      index, into: name, in: pool, storage: storage, approximateIndex: settings
    ) { progress in
      times.withLock { if $0[progress.phase] == nil { $0[progress.phase] = .now } }
    }
    let end = clock.now
    let phases = times.withLock { $0 }
    func seconds(_ from: ContinuousClock.Instant?, _ to: ContinuousClock.Instant?) -> Double {
      from.flatMap { from in to.map { (from.duration(to: $0)) / .seconds(1) } } ?? 0
    }
    var latencies: [Double] = []
    var hits = 0
    let checked = min(queries.count, 50)
    for (number, query) in queries.enumerated() where settings != nil {
      let start = clock.now
      let found = try await table.nearest(10, to: query)
      latencies.append(start.duration(to: clock.now) / .milliseconds(1))
      guard number < checked else { continue }
      let exact = try index.nearest(10, to: query).map(\.identifier)
      hits += Set(exact).intersection(found.map(\.identifier)).count
    }
    latencies.sort()
    return Line(
      items: index.count, copySeconds: seconds(phases[.copying], phases[.indexing]),
      indexSeconds: seconds(phases[.indexing], phases[.publishing]),
      totalSeconds: seconds(start, end),
      medianMilliseconds: latencies.isEmpty ? 0 : latencies[latencies.count / 2],
      meanMilliseconds: latencies.isEmpty ? 0 : latencies.reduce(0, +) / Double(latencies.count),
      recall: Double(hits) / Double(10 * checked))
  }

  private struct Line: Encodable {
    let items: Int
    let copySeconds: Double
    let indexSeconds: Double
    let totalSeconds: Double
    let medianMilliseconds: Double
    let meanMilliseconds: Double
    let recall: Double
  }
}

extension TableStorage: @retroactive ExpressibleByArgument {}
