internal import ArgumentParser
import Foundation
import HUSE
import Workloads

/// The 10 nearest of many items by the graph of an approximate index, query after query, for one
/// number of candidates after another.
struct ApproximateSearch: ParsableCommand {
  @Option(help: "An .npy file of items, a row each.") var items: String
  @Option(help: "An .npy file of queries; may be repeated.") var queries: [String]
  @Option(help: "An .npy file of the positions of the 10 nearest items, for each --queries.")
  var truth: [String]
  @Option(help: "The links of a new node.") var links = 16
  @Option(help: "The candidates for links.") var buildCandidates = 128
  @Option(parsing: .upToNextOption, help: "The candidates of a search.")
  var candidates = [10, 20, 30, 40, 50, 75, 100, 150, 200, 300, 400, 600, 800]
  @Option(help: "The share of the items that pass a filter; the truth has to be of those.")
  var passing = 1.0
  @Option(help: "Rounds of all queries, of which the fastest counts.") var rounds = 3

  func validate() throws {
    guard queries.count == truth.count, !queries.isEmpty else {
      throw ValidationError("Pass --truth once for each --queries.")
    }
  }

  func run() throws {
    let index = try EmbeddingIndex(vectors(items), storage: .float32)
    let resident = ResourceUsage.residentMegabytes
    let clock = ContinuousClock()
    let start = clock.now
    let approximate = try ApproximateIndex(
      index, settings: GraphSettings(linkCount: links, candidateCount: buildCandidates))
    let buildSeconds = (clock.now - start) / .seconds(1)
    let indexMegabytes = ResourceUsage.residentMegabytes - resident
    for (file, truth) in zip(queries, truth) {
      let queries = try vectors(file)
      let truth = try NPYFile(contentsOf: URL(fileURLWithPath: truth)).matrix()
      for count in candidates {
        var (best, found) = (Double.infinity, [[Match]]())
        for _ in 0..<rounds {
          let start = clock.now
          found = try search(approximate, for: queries, candidates: count)
          best = min(best, (clock.now - start) / .seconds(1))
        }
        let hits = found.indices.reduce(0) { sum, query in
          let nearest = Set(truth[row: query].map { Int($0) })
          return sum + nearest.intersection(found[query].map(\.position)).count
        }
        try Line(
          queries: URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent,
          candidates: count, recall: Double(hits) / Double(10 * queries.count),
          queriesPerSecond: Double(queries.count) / best, buildSeconds: buildSeconds,
          indexMegabytes: indexMegabytes
        ).print()
      }
    }
  }

  /// The 10 nearest to each query, one query after the other, or at once among those that pass.
  private func search(
    _ index: ApproximateIndex, for queries: Embeddings, candidates: Int
  ) throws -> [[Match]] {
    let step = Int((1 / passing).rounded())
    guard step == 1 else {
      return try index.nearest(
        10, to: queries, candidates: candidates,
        among: stride(from: 0, to: index.count, by: step))
    }
    return try queries.map { try index.nearest(10, to: $0, candidates: candidates) }
  }

  private func vectors(_ path: String) throws -> Embeddings {
    try Embeddings(normalizing: NPYFile(contentsOf: URL(fileURLWithPath: path)).matrix())
  }

  private struct Line: Encodable {
    let peer = "HUSE"
    /// The name of the file of the queries.
    let queries: String
    let candidates: Int
    let recall: Double
    let queriesPerSecond: Double
    let buildSeconds: Double
    /// What the index takes beside the vectors of the items.
    let indexMegabytes: Double

    func print() throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
  }
}
