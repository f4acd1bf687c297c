import HUSE
import Testing

@Suite struct ApproximateIndexChangesTests {
  private static let candidates = 45

  private static func index(_ items: Embeddings) throws -> ApproximateIndex {
    try ApproximateIndex(
      EmbeddingIndex(items), settings: GraphSettings(linkCount: 8, candidateCount: 40))
  }

  private static func recall(_ index: ApproximateIndex) throws -> Double {
    let queries = try ClusteredVectors.embeddings(40, seed: 2)
    let found = try index.nearestByGraph(5, to: queries, candidates: candidates)
    #expect(found.joined().allSatisfy { $0.identifier == index.items.identifiers[$0.position] })
    return ClusteredVectors.recall(found, of: index.items.embeddings, for: queries)
  }

  @Test func itemsThatAreAddedAreFound() throws {
    let items = try ClusteredVectors.embeddings(2400, seed: 1)
    let first = try Embeddings(normalizing: items.vectors[rows: 0..<800])
    var index = try Self.index(first)
    for start in [800, 801, 1600] {
      let end = start == 800 ? 801 : start == 801 ? 1600 : 2400
      try index.append(
        Embeddings(normalizing: items.vectors[rows: start..<end]),
        identifiers: (start..<end).map { "\($0)" })
    }
    #expect(index.count == 2400)
    #expect(try Self.recall(index) > 0.97)
  }

  @Test func itemsThatAreRemovedAreNotFoundAndTheOthersAre() throws {
    var index = try Self.index(ClusteredVectors.embeddings(3000, seed: 1))
    let vectors = index.items.embeddings
    try index.remove((0..<3000).filter { $0 % 10 < 3 }.map { "\($0)" })
    try index.remove((0..<3000).filter { $0 % 10 == 4 }.map { "\($0)" })
    let kept = (0..<3000).filter { $0 % 10 > 4 || $0 % 10 == 3 }
    #expect(index.items.identifiers == kept.map { "\($0)" })
    #expect(try Self.recall(index) > 0.97)
    let own = try index.nearestByGraph(
      1, to: Embeddings(normalizing: vectors.vectors.gathering(rowsAt: kept)),
      candidates: Self.candidates)
    let missed = zip(own, kept).filter { $0[0].identifier != "\($1)" }
    #expect(missed.count <= kept.count / 200)
  }

  @Test func itemsThatAreUpdatedAreFoundWhereTheyAreNow() throws {
    var index = try Self.index(ClusteredVectors.embeddings(2500, seed: 1))
    let new = try ClusteredVectors.embeddings(900, seed: 8)
    let names = (0..<900).map { "\($0 * 2)" }
    try index.update(new, identifiers: names)
    #expect(index.count == 2500)
    let own = try index.nearestByGraph(1, to: new, candidates: Self.candidates)
    #expect(zip(own, names).filter { $0[0].identifier != $1 }.count <= 5)
    #expect(try Self.recall(index) > 0.97)
  }

  @Test func allMayBeUpdatedOrRemoved() throws {
    var index = try Self.index(ClusteredVectors.embeddings(1300, seed: 1))
    let names = (0..<1300).map { "\($0)" }
    try index.update(ClusteredVectors.embeddings(1300, seed: 5), identifiers: names)
    #expect(try Self.recall(index) > 0.97)
    try index.remove(names)
    #expect(index.count == 0)
    let other = try Embeddings(normalizing: [[1, 0], [0, 1]])
    try index.append(other, identifiers: ["a", "b"])
    #expect(try index.nearest(1, to: other[1])[0].identifier == "b")
  }

  @Test func attributesStayWithTheirItems() throws {
    var items = try EmbeddingIndex(ClusteredVectors.embeddings(3, seed: 1))
    try items.setAttributes(["apple", "pear", "plum"])
    var index = try ApproximateIndex(items)
    let new = try ClusteredVectors.embeddings(2, seed: 9)
    try index.append(
      new, identifiers: ["1", "new"], attributes: ["tea", "pie"], duplicates: .update)
    try index.remove(["0"])
    #expect(try index.items.attributes(as: String.self) == ["tea", "plum", "pie"])
    #expect(try index.nearest(1, to: new[0])[0].identifier == "1")
  }

  @Test func aChangeThatFailsChangesNothing() throws {
    var index = try Self.index(ClusteredVectors.embeddings(30, seed: 1))
    let query = try ClusteredVectors.embeddings(1, seed: 2)
    let before = try index.nearest(30, to: query)
    #expect(throws: HUSEError.self) { try index.append(query, identifiers: ["3"]) }
    #expect(throws: HUSEError.self) { try index.update(query, identifiers: ["30"]) }
    #expect(
      errorText { () throws(HUSEError) in try index.remove(["3", "30"]) }
        == "identifiers: row 1: '30' is not in the index. Correct the name, or omit it.")
    #expect(index.count == 30)
    #expect(try index.nearest(30, to: query) == before)
  }
}
