import HUSE
import Testing

@testable import HUSEModel

@Suite struct ApproximateIndexTests {
  private static let count = 2500
  private static let settings = GraphSettings(linkCount: 8, candidateCount: 40, seed: 3)
  private static let candidates = 45

  private static let items = Result { try ClusteredVectors.embeddings(count, seed: 1) }
  private static let float32 = Result { try build(.float32) }

  private static func build(_ storage: VectorStorage) throws -> ApproximateIndex {
    try ApproximateIndex(EmbeddingIndex(items.get(), storage: storage), settings: settings)
  }

  private static func index(
    _ storage: VectorStorage = .float32
  ) throws -> (index: ApproximateIndex, items: Embeddings) {
    (storage == .float32 ? try float32.get() : try build(storage), try items.get())
  }

  @Test(arguments: VectorStorage.allCases)
  func nearlyAllOfTheNearestAreFound(storage: VectorStorage) throws {
    let (index, items) = try Self.index(storage)
    let queries = try ClusteredVectors.embeddings(40, seed: 2)
    let found = try index.nearestByGraph(5, to: queries, candidates: Self.candidates)
    #expect(found.allSatisfy { $0.count == 5 })
    #expect(ClusteredVectors.recall(found, of: items, for: queries) > 0.97)
    let tolerance: Float = storage == .float16 ? 2e-4 : 1e-6
    for (query, matches) in zip(queries, found) {
      #expect(matches.allSatisfy { $0.identifier == "\($0.position)" })
      #expect(
        matches.allSatisfy {
          abs($0.distance - query.cosineDistance(to: items[$0.position])) < tolerance
        })
      #expect(zip(matches, matches.dropFirst()).allSatisfy { $0.distance <= $1.distance })
    }
    // Few items are all compared.
    let exact = try index.items.nearest(5, to: queries)
    #expect(
      try index.nearest(5, to: queries).map { $0.map(\.position) }
        == exact.map { $0.map(\.position) })
  }

  /// A test that holds for one item of two, of nine and of a hundred.
  @Test(arguments: [2, 9, 100])
  func itemsThatPassAreFound(step: Int) throws {
    let (index, items) = try Self.index()
    let queries = try ClusteredVectors.embeddings(30, seed: 2)
    let passes: (Int) -> Bool = { $0 % step == 1 }
    let found = try index.nearestByGraph(
      5, to: queries, candidates: Self.candidates, where: passes)
    #expect(found.joined().allSatisfy { passes($0.position) } && found.allSatisfy { $0.count == 5 })
    #expect(ClusteredVectors.recall(found, of: items, for: queries, where: passes) > 0.95)
    // So few that all are compared.
    let exact = try index.items.nearest(5, to: queries, where: passes).map { $0.map(\.position) }
    let compared = try index.nearest(5, to: queries, where: passes)
    let among = try index.nearest(5, to: queries, among: stride(from: 1, to: Self.count, by: step))
    #expect(compared.map { $0.map(\.position) } == exact)
    #expect(among == compared)
  }

  /// So many candidates that the links of four are followed together, and as many links as there
  /// can be.
  @Test(arguments: [8, GraphSettings.linkCounts.upperBound])
  func wideSearches(linkCount: Int) throws {
    let items = try ClusteredVectors.embeddings(600, seed: 1)
    let queries = try ClusteredVectors.embeddings(30, seed: 2)
    let index = try ApproximateIndex(
      EmbeddingIndex(items), settings: GraphSettings(linkCount: linkCount, candidateCount: 130))
    let found = try index.nearestByGraph(5, to: queries, candidates: 140)
    #expect(ClusteredVectors.recall(found, of: items, for: queries) > 0.98)
    let passes: (Int) -> Bool = { $0 % 3 == 1 }
    let passing = try index.nearestByGraph(5, to: queries, candidates: 140, where: passes)
    #expect(ClusteredVectors.recall(passing, of: items, for: queries, where: passes) > 0.98)
  }

  @Test func itemsFarFromTheQueryThatPassAreFound() throws {
    let (index, items) = try Self.index()
    let center = items[0]
    let queries = try ClusteredVectors.embeddings(30, seed: 2)
    let passes: (Int) -> Bool = { center.cosineDistance(to: items[$0]) < 0.6 }
    let count = items.indices.count(where: passes)
    #expect((60..<600).contains(count))
    let found = try index.nearestByGraph(
      5, to: queries, candidates: 90, where: passes)
    #expect(ClusteredVectors.recall(found, of: items, for: queries, where: passes) > 0.93)
  }

  @Test func whatATestThrowsIsThrown() throws {
    let (index, items) = try Self.index()
    #expect(throws: CancellationError.self) {
      try index.nearest(5, to: items[0]) { _ in throw CancellationError() }
    }
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let items = QuantizedItems(
      quantizing: try ClusteredVectors.embeddings(1200, seed: 4).vectors)
    // So many candidates that the links of several are followed together.
    let settings = GraphSettings(linkCount: 8, candidateCount: 100, seed: 3)
    let one = NavigableGraph(of: items, settings: settings, threads: 1)
    #expect(one.layers.count > 1 && one.layers[0].count == 1200)
    let changed = (0..<1200).map { $0 % 7 == 0 }
    var replaced = one
    replaced.replace(changed, of: items, by: items, threads: 1)
    #expect(replaced != one)
    var removed = replaced
    removed.remove(changed, of: items, threads: 1)
    for threads in [2, 3, 4] {
      var graph = NavigableGraph(of: items, settings: settings, threads: threads)
      #expect(graph == one, "\(threads) threads")
      graph.replace(changed, of: items, by: items, threads: threads)
      #expect(graph == replaced, "\(threads) threads")
      graph.remove(changed, of: items, threads: threads)
      #expect(graph == removed, "\(threads) threads")
    }
  }

  @Test func otherSeedsGiveOtherGraphs() throws {
    let items = QuantizedItems(quantizing: try ClusteredVectors.embeddings(300, seed: 4).vectors)
    let graphs = [1, 2].map {
      NavigableGraph(of: items, settings: GraphSettings(linkCount: 8, seed: $0))
    }
    #expect(graphs[0] != graphs[1])
  }

  @Test func smallIndexes() throws {
    let query = try ClusteredVectors.embeddings(1, seed: 2)
    let none = try ApproximateIndex(
      EmbeddingIndex(Embeddings(normalizing: Matrix(rows: 0, columns: 32))))
    #expect(none.count == 0)
    #expect(try none.nearest(5, to: query) == [[]])
    let one = try ApproximateIndex(EmbeddingIndex(query, identifiers: ["one"]))
    #expect(try one.nearest(5, to: query[0]).map(\.identifier) == ["one"])
    #expect(try one.nearest(0, to: query[0]).isEmpty)
    #expect(try one.nearest(5, to: query[0], where: { _ in false }).isEmpty)
  }

  @Test func moreThanThereAreGivesAll() throws {
    let (index, items) = try Self.index()
    let found = try index.nearest(Self.count + 10, to: items[3])
    #expect(Set(found.map(\.position)) == Set(0..<Self.count))
  }

  /// Duplicates must not keep the links of their neighbours to themselves, and more of them than a
  /// search has candidates must not end it.
  @Test func duplicatesDoNotHideOtherItems() throws {
    let some = try ClusteredVectors.embeddings(300, seed: 1).vectors
    let positions = [Int](repeating: 7, count: 1200) + Array(0..<300)
    let items = try Embeddings(normalizing: some.gathering(rowsAt: positions))
    let index = try ApproximateIndex(EmbeddingIndex(items), settings: Self.settings)
    let found = try index.nearestByGraph(1, to: items, candidates: Self.candidates)[1200...]
    let missed = zip(found, 1200...).filter { matches, position in
      matches[0].position != position && position != 1207
    }
    #expect(missed.count <= 3)
    let one = try Embeddings([items[0]])
    let duplicates = try index.nearestByGraph(1200, to: one, candidates: 1200)[0]
    #expect(duplicates.count == 1200 && duplicates.allSatisfy { $0.distance < 1e-6 })
    #expect(found[1207][0].distance < 1e-6)
    #expect(try index.nearest(20, to: items[0]).allSatisfy { $0.distance < 1e-6 })
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let (index, items) = try Self.index()
    #expect(
      errorText { () throws(HUSEError) in
        _ = try ApproximateIndex(index.items, settings: GraphSettings(linkCount: 1))
      } == "linkCount: expected 2 to 128, found 1.")
    #expect(
      errorText { () throws(HUSEError) in
        _ = try index.nearest(3, to: Embedding([1, 0]))
      } == "queries of an index: expected shape [1, 32], found [1, 2]. "
        + "Search with embeddings of the model that the index was built with.")
    #expect(items.dimension == 32)
  }
}
