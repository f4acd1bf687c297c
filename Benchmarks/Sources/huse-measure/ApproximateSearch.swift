internal import ArgumentParser
import Foundation
import HUSE
import Workloads

/// The 10 nearest of many items by the graph of an approximate index, query after query, for one
/// number of candidates after another.
struct ApproximateSearch: ParsableCommand {
  @Option(help: "An .npy file of items, a row each.") var items: String
  @Option(help: "An .npy file of queries.") var queries: String
  @Option(help: "An .npy file of the positions of the 10 nearest items of each query.")
  var truth: String
  @Option(help: "The links of a new node.") var links = 16
  @Option(help: "The candidates for links.") var buildCandidates = 128
  @Option(parsing: .upToNextOption, help: "The candidates of a search.")
  var candidates = [50, 75, 100, 150, 200, 300, 400, 600, 800]
  @Option(help: "The share of the items that pass a filter; the truth has to be of those.")
  var passing = 1.0
  @Option(help: "Rounds of all queries, of which the fastest counts.") var rounds = 3

  func run() throws {
    let index = try EmbeddingIndex(vectors(items), storage: .float32)
    let queries = try vectors(queries)
    let truth = try NPYFile(contentsOf: URL(fileURLWithPath: truth)).matrix()
    let clock = ContinuousClock()
    let start = clock.now
    let approximate = try ApproximateIndex(
      index, settings: GraphSettings(linkCount: links, candidateCount: buildCandidates))
    let buildSeconds = (clock.now - start) / .seconds(1)
    let step = Int((1 / passing).rounded())
    for count in candidates {
      var (best, hits) = (Double.infinity, 0)
      for _ in 0..<rounds {
        let start = clock.now
        var found: [[Match]] = []
        if step == 1 {
          for query in queries {
            found.append(try approximate.nearest(10, to: query, candidates: count))
          }
        } else {
          found = try approximate.nearest(
            10, to: queries, candidates: count,
            among: stride(from: 0, to: index.count, by: step))
        }
        best = min(best, (clock.now - start) / .seconds(1))
        hits = found.indices.reduce(0) { sum, query in
          sum
            + Set(truth[row: query].map { Int($0) }).intersection(found[query].map(\.position))
            .count
        }
      }
      try Line(
        queries: URL(fileURLWithPath: self.queries).deletingPathExtension().lastPathComponent,
        candidates: count, recall: Double(hits) / Double(10 * queries.count),
        queriesPerSecond: Double(queries.count) / best, buildSeconds: buildSeconds,
        peakMegabytes: ResourceUsage.current.peakMegabytes
      ).print()
    }
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
    let peakMegabytes: Double

    func print() throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
  }
}
