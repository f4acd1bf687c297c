import Foundation
import HUSEModel
import Testing

@Suite struct EmbeddingIndexStorageTests {
  private struct Food: Codable, Hashable, Sendable {
    let name: String
    let isSweet: Bool
  }

  private static func embeddings(_ count: Int, seed: UInt64) throws -> Embeddings {
    var generator = SplitMix64(seed: seed)
    return try Embeddings(normalizing: .random(count, 48, using: &generator))
  }

  private static func foods(_ count: Int) -> [Food] {
    (0..<count).map { Food(name: "food \($0) \u{1F34E}", isSweet: $0 % 3 == 0) }
  }

  private static let names = (0..<3000).map { "item \($0)" }

  private static func index(_ storage: VectorStorage) throws -> EmbeddingIndex {
    try EmbeddingIndex(embeddings(3000, seed: 5), identifiers: names, storage: storage)
  }

  /// Distances of a byte a value are those of single precision, computed for the candidates.
  @Test(
    arguments: [(VectorStorage.float32, 1e-6), (.float16, 2e-4), (.int8, 1e-6)]
      as [(VectorStorage, Float)])
  func theNearestAreThoseOfAllDistances(storage: VectorStorage, tolerance: Float) throws {
    let (items, queries) = (
      try Self.embeddings(3000, seed: 5), try Self.embeddings(9, seed: 6)
    )
    let found = try Self.index(storage).nearest(7, to: queries)
    let alone = try Self.index(storage).nearest(7, to: queries[4])
    #expect(alone.map(\.identifier) == found[4].map(\.identifier))
    for (query, matches) in zip(queries, found) {
      let distances = items.map { query.cosineDistance(to: $0) }
      let expected = distances.sorted().prefix(7)
      #expect(zip(matches, expected).allSatisfy { abs($0.distance - $1) <= tolerance })
      #expect(matches.allSatisfy { abs($0.distance - distances[$0.position]) <= tolerance })
      #expect(matches.allSatisfy { $0.identifier == "item \($0.position)" })
    }
  }

  @Test(arguments: VectorStorage.allCases)
  func onlyItemsThatPassAreFound(storage: VectorStorage) throws {
    let index = try Self.index(storage)
    let queries = try Self.embeddings(3, seed: 6)
    // Many items pass, and few of them: the second search copies those that do.
    for step in [2, 100] {
      let positions = stride(from: 1, to: 3000, by: step)
      let expected = try index.selecting(positions: Array(positions)).nearest(5, to: queries)
      let among = try index.nearest(5, to: queries, among: positions)
      let passing = try index.nearest(5, to: queries) { $0 % step == 1 % step }
      #expect(among.map { $0.map(\.identifier) } == expected.map { $0.map(\.identifier) })
      #expect(among == passing)
      #expect(among.joined().allSatisfy { $0.identifier == "item \($0.position)" })
    }
    #expect(try index.nearest(5, to: queries[0], where: { $0 < 2 }).count == 2)
    #expect(try index.nearest(5, to: queries[0], where: { _ in false }).isEmpty)
    #expect(throws: CancellationError.self) {
      try index.nearest(5, to: queries[0]) { _ in throw CancellationError() }
    }
  }

  @Test(arguments: VectorStorage.allCases)
  func aFileKeepsVectorsNamesAndAttributes(storage: VectorStorage) throws {
    var index = try Self.index(storage)
    try index.setAttributes(Self.foods(3000))
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try index.write(to: file)
      let read = try EmbeddingIndex(contentsOf: file)
      #expect(read.storage == storage && read.count == 3000 && read.dimension == 48)
      #expect(read.embeddings == index.embeddings && read.identifiers == Self.names)
      #expect(try read.attributes(as: Food.self) == Self.foods(3000))
      let queries = try Self.embeddings(3, seed: 6)
      #expect(try read.nearest(4, to: queries) == index.nearest(4, to: queries))
    }
  }

  @Test(arguments: VectorStorage.allCases)
  func itemsAreAddedUpdatedAndRemovedWithTheirAttributes(storage: VectorStorage) throws {
    var index = try Self.index(.float32).selecting(positions: 0..<4).storing(as: storage)
    try index.setAttributes(Self.foods(4))
    let new = try Self.embeddings(2, seed: 9)
    let pie = Food(name: "pie", isSweet: true)
    try index.append(
      new, identifiers: ["item 1", "new"], attributes: [pie, pie], duplicates: .update)
    try index.remove(["item 0"])
    #expect(index.storage == storage)
    #expect(index.identifiers == ["item 1", "item 2", "item 3", "new"])
    #expect(
      try index.attributes(as: Food.self) == [pie, Self.foods(4)[2], Self.foods(4)[3], pie])
    #expect(try index.nearest(1, to: new[0])[0].identifier == "item 1")
    #expect(try index.nearest(1, to: new[1])[0].identifier == "new")
  }

  @Test func attributesBelongToEveryItemOrNone() throws {
    var index = try Self.index(.int8).selecting(positions: 0..<2)
    let new = try Self.embeddings(1, seed: 9)
    #expect(
      errorText { () throws(HUSEError) in _ = try index.attributes(at: 0, as: Food.self) }
        == "index: its items have no attributes. Set them with `setAttributes(_:)`.")
    #expect(
      errorText { () throws(HUSEError) in try index.setAttributes(Self.foods(3)) }
        == "attributes of an index: expected shape [2], found [3]. Pass one value for each item.")
    #expect(
      errorText { () throws(HUSEError) in
        try index.append(new, identifiers: ["new"], attributes: Self.foods(1))
      } == "attributes: expected none, since the other items have none, "
        + "found a value for each item.")
    try index.setAttributes(["apple", "pear"])
    #expect(
      errorText { () throws(HUSEError) in try index.append(new, identifiers: ["new"]) }
        == "attributes: expected a value for each item, as the others have, found none.")
    #expect(
      errorText { () throws(HUSEError) in _ = try index.attributes(as: Int.self) }
        == "attributes of an index: row 0: is not a Int: \"apple\". "
        + "Read the attributes as the type that they were written as.")
  }

  @Test func vectorsThatAreTooLongForBytesAreRefused() throws {
    let index = try EmbeddingIndex(
      Embeddings(normalizing: Matrix(rows: 1, columns: 65_537, repeating: 1)))
    #expect(
      errorText { () throws(HUSEError) in _ = try index.storing(as: .int8) }
        == "storage: expected float32 or float16 beyond 65536 values, "
        + "found int8 for vectors of 65537 values.")
  }

  @Test func aNameThatIsDuplicatedIsRefused() throws {
    let two = try Self.embeddings(2, seed: 1)
    #expect(
      errorText { () throws(HUSEError) in _ = try EmbeddingIndex(two, identifiers: ["a", "a"]) }
        == "identifiers: row 1: 'a' is duplicated. Give every item a name of its own.")
  }

  /// A file of version 2 keeps its identifiers in the metadata, where they may be duplicated.
  @Test func filesOfVersion2AreRead() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try SafetensorsFile.write(
        ["embeddings": Tensor([[1, 0], [0, 1]])],
        metadata: [
          "format": "huse-index", "format_version": "2", "identifiers": #"["a","a"]"#,
        ], checksummed: true, to: file)
      let index = try EmbeddingIndex(contentsOf: file)
      #expect(index.identifiers == ["a", "a"] && index.storage == .float32)
      #expect(try index.nearest(1, to: Embedding([0, 1]))[0].position == 1)
    }
  }

  @Test(arguments: [
    ("storage", "int4"), ("storage", "float16"), ("storage", "int8"),
  ])
  func damagedFilesAreRefused(key: String, value: String) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try SafetensorsFile.write(
        ["embeddings": Tensor([[1, 0], [0, 1]])],
        metadata: [
          "format": "huse-index", "format_version": "3", "identifiers": #"["a","b"]"#, key: value,
        ], checksummed: true, to: file)
      #expect(throws: HUSEError.self) { try EmbeddingIndex(contentsOf: file) }
    }
  }
}
