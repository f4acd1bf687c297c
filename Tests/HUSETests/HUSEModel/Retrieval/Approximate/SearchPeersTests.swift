import Foundation
import HUSE
import Testing

@testable import HUSEModel

/// What FAISS and hnswlib find among the same vectors (`Tests/Reference/make_search_fixtures.py`).
@Suite struct SearchPeersTests {
  private let items: Embeddings
  private let queries: Embeddings
  private let file: SafetensorsFile

  init() throws {
    file = try SafetensorsFile(contentsOf: Fixture.url("search/peers.safetensors"))
    items = try Embeddings(normalizing: file.tensor("items").matrix)
    queries = try Embeddings(normalizing: file.tensor("queries").matrix)
  }

  private func positions(_ name: String) throws -> [[Int]] {
    let matrix = try file.tensor(name).matrix
    return (0..<matrix.rows).map { matrix[row: $0].map { Int($0) } }
  }

  /// The share of the nearest items that were found.
  private func recall(_ found: [[Int]]) throws -> Double {
    let nearest = try positions("nearest")
    let hits = zip(found, nearest).reduce(0) { $0 + Set($1.0).intersection($1.1).count }
    return Double(hits) / Double(nearest.joined().count)
  }

  @Test(arguments: VectorStorage.allCases)
  func exactSearchFindsWhatFAISSFinds(storage: VectorStorage) throws {
    let found = try EmbeddingIndex(items, storage: storage).nearest(10, to: queries)
      .map { $0.map(\.position) }
    switch storage {
    // Rounding to 16 bits can exchange items that are almost equally far from the query.
    case .float16: #expect(try recall(found) > 0.99)
    default: #expect(try found == positions("nearest"))
    }
  }

  /// A graph of the same settings finds no less than theirs, but for one result in a hundred.
  @Test(arguments: ["faiss", "hnswlib"])
  func approximateSearchFindsAsMuch(peer: String) throws {
    let index = try ApproximateIndex(
      EmbeddingIndex(items), settings: GraphSettings(linkCount: 4, candidateCount: 16))
    let found = try index.nearestByGraph(10, to: queries, candidates: 50)
      .map { $0.map(\.position) }
    let theirs = try recall(positions(peer))
    #expect(theirs > 0.8)
    #expect(try recall(found) >= theirs - 0.01)
  }
}
