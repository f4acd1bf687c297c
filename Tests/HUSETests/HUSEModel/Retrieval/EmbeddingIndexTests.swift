import Foundation
import HUSE
import Testing

@Suite struct EmbeddingIndexTests {
  private func index(_ count: Int, seed: UInt64 = 1) throws -> EmbeddingIndex {
    var generator = SplitMix64(seed: seed)
    return try EmbeddingIndex(
      Embeddings(normalizing: .random(count, 4, using: &generator)),
      identifiers: (0..<count).map { "item \($0)" })
  }

  /// Against a sort of all distances, over more items than one block holds.
  @Test(arguments: [1, 7, 300, 17_000]) func findsWhatAFullSortFinds(_ count: Int) throws {
    let index = try index(count)
    var generator = SplitMix64(seed: 2)
    let queries = try Embeddings(normalizing: .random(3, 4, using: &generator))
    let found = try index.nearest(5, to: queries)
    for (query, matches) in zip(queries, found) {
      let distances = index.embeddings.map { item in
        1 - zip(query, item).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      }
      let expected = distances.indices.sorted { distances[$0] < distances[$1] }.prefix(5)
      #expect(matches.count == min(5, count))
      for (match, position) in zip(matches, expected) {
        #expect(abs(Double(match.distance) - distances[position]) < 1e-5)
        #expect(match.identifier == "item \(match.position)")
      }
      #expect(try index.nearest(5, to: query).map(\.position) == matches.map(\.position))
    }
  }

  @Test func equalDistancesComeInTheOrderOfTheIndex() throws {
    let rows = [[Float]](repeating: [1, 0], count: 6)
    let index = try EmbeddingIndex(Embeddings(normalizing: Matrix(rows: rows)))
    let matches = try index.nearest(3, to: try Embedding([1, 0]))
    #expect(matches.map(\.position) == [0, 1, 2])
    #expect(matches.map(\.identifier) == ["0", "1", "2"])
    #expect(matches.allSatisfy { $0.distance == 0 })
  }

  @Test func itemsAreAddedFoundByNameAndChosen() throws {
    let whole = try index(9)
    var grown = whole.selecting(positions: 0..<4)
    try grown.append(
      Embeddings(whole.embeddings[4...].map { try Embedding(normalizing: $0.vector) }),
      identifiers: Array(whole.identifiers[4...]))
    #expect(grown.identifiers == whole.identifiers)
    let query = whole.embeddings[6]
    #expect(
      try grown.nearest(9, to: query).map(\.identifier)
        == whole.nearest(9, to: query).map(\.identifier))
    #expect(grown.position(of: "item 6") == 6)
    #expect(grown.position(of: "item 9") == nil)

    let some = grown.selecting(positions: [8, 6, 1])
    #expect(try some.nearest(1, to: query).map(\.identifier) == ["item 6"])
    #expect(throws: HUSEError.self) {
      try grown.append(Embeddings([Embedding([1, 0])]), identifiers: ["flat"])
    }
    #expect(throws: HUSEError.self) { try Embeddings([Embedding([1, 0]), Embedding([1])]) }
    #expect(throws: HUSEError.self) { try Embedding(normalizing: [.nan, 1]) }
    var empty = try EmbeddingIndex(Embeddings([]))
    try empty.append(whole.embeddings, identifiers: whole.identifiers)
    #expect(empty.count == 9)
  }

  @Test func aNameThatIsThereIsAnErrorOrAnUpdate() throws {
    var index = try index(4)
    let whole = index
    let new = try Embeddings(normalizing: [[1, 0, 0, 0], [0, 1, 0, 0]])
    let problem = errorText { () throws(HUSEError) in
      try index.append(new, identifiers: ["new", "item 2"])
    }
    #expect(
      problem == "identifiers: row 1: 'item 2' is already in the index. "
        + "Give it another name, or pass `duplicates: .update`.")
    #expect(index.identifiers == whole.identifiers && index.embeddings == whole.embeddings)
    #expect(
      errorText { () throws(HUSEError) in
        try index.append(new, identifiers: ["a", "a"], duplicates: .update)
      } == "identifiers: row 1: 'a' is duplicated. Give every item a name of its own.")

    try index.append(new, identifiers: ["new", "item 2"], duplicates: .update)
    #expect(index.identifiers == whole.identifiers + ["new"])
    #expect(index.embeddings[2] == new[1] && index.embeddings[4] == new[0])
    #expect(index.embeddings[1] == whole.embeddings[1])
  }

  @Test func itemsAreUpdatedAndRemovedByName() throws {
    var index = try index(4)
    let whole = index
    let new = try Embeddings(normalizing: [[1, 0, 0, 0]])
    try index.update(new, identifiers: ["item 3"])
    #expect(index.identifiers == whole.identifiers && index.embeddings[3] == new[0])
    #expect(
      errorText { () throws(HUSEError) in try index.update(new, identifiers: ["item 9"]) }
        == "identifiers: row 0: 'item 9' is not in the index. Add it with `append`.")
    try index.remove(["item 3", "item 0"])
    #expect(index.identifiers == ["item 1", "item 2"])
    #expect(index.embeddings[0] == whole.embeddings[1])
    #expect(
      errorText { () throws(HUSEError) in try index.remove(["item 1", "item 3"]) }
        == "identifiers: row 1: 'item 3' is not in the index. Correct the name, or omit it.")
    #expect(index.count == 2)
  }

  @Test(arguments: [1e-12, 1e-13, 1e-20, 1e-38, .leastNonzeroMagnitude, 1e20, 1e38] as [Float])
  func rowsOfAnyLengthAreWrittenAndRead(size: Float) throws {
    let rows: Matrix = [[size, 0, size], [0, size, 0], [0, 0, 0]]
    let index = try EmbeddingIndex(Embeddings(normalizing: rows))
    #expect(abs(index.embeddings[0][0] - Float(0.5).squareRoot()) < 1e-6)
    #expect(Array(index.embeddings[1]) == [0, 1, 0])
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try index.write(to: file)
      #expect(try EmbeddingIndex(contentsOf: file).embeddings == index.embeddings)
    }
  }

  @Test func anIndexKnowsItsModel() throws {
    func model(seed: UInt64) throws -> SharedEmbedding {
      let tower = try Tower(inputDimension: 3, hiddenDimensions: [], outputDimension: 2, seed: seed)
      return try SharedEmbedding(imageTower: tower, textTower: tower, classNames: ["a", "b"])
    }
    let (own, other) = (try model(seed: 1), try model(seed: 2))
    let index = try EmbeddingIndex(
      own.embed(imageFeatures: [[1, 2, 3]]), modelFingerprint: own.fingerprint)
    try withTemporaryFolder { folder in
      let (file, weights) = (
        folder.appendingPathComponent("items.index"), folder.appendingPathComponent("model")
      )
      try index.write(to: file)
      try own.write(to: weights)
      let read = try EmbeddingIndex(contentsOf: file)
      #expect(read.modelFingerprint == index.modelFingerprint)
      // A model that was read is the model that was written.
      try read.check(isOf: SharedEmbedding(contentsOf: weights))
      try read.selecting(positions: [0]).check(isOf: own)
      let (expected, found) = (try own.fingerprint, try other.fingerprint)
      #expect(
        errorText { () throws(HUSEError) in try read.check(isOf: other) }
          == "index: was made with another model, of the fingerprint \(expected); "
          + "this one has \(found). "
          + "Search with that model, or make the index again with this one.")
    }
    // An index of before fingerprints, or of embeddings from elsewhere, takes any.
    try EmbeddingIndex(index.embeddings).check(isOf: other)
  }

  @Test func nothingIsFoundInAnEmptyIndex() throws {
    let index = try EmbeddingIndex(Embeddings(normalizing: Matrix(rows: 0, columns: 2)))
    #expect(try index.nearest(3, to: try Embedding([1, 0])).isEmpty)
  }

  @Test func aFileHoldsTheWholeIndex() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      let index = try index(20)
      try index.write(to: file)
      let read = try EmbeddingIndex(contentsOf: file)
      #expect(read.embeddings == index.embeddings)
      #expect(read.identifiers == index.identifiers)
    }
  }

  @Test func filesThatAreNoIndexAreRefused() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("other.safetensors")
      try SafetensorsFile.write(["embeddings": Tensor([1, 0])], to: file)
      #expect { try EmbeddingIndex(contentsOf: file) } throws: { error in
        "\(error)"
          == "\(file.path): is not an index: its metadata has no format 'huse-index'. "
          + "Pass a file that `EmbeddingIndex.write(to:)` wrote."
      }
      try SafetensorsFile.write(
        ["embeddings": Tensor([[1, 0], [3, 4]])],
        metadata: ["format": "huse-index", "identifiers": #"["a","b"]"#], to: file)
      #expect { try EmbeddingIndex(contentsOf: file) } throws: { error in
        "\(error)"
          == "\(file.path): row 1: expected a unit vector, found one of length 5.0. "
          + "Write the index again with `write(to:)`."
      }
    }
  }

  @Test func identifiersMustMatchTheEmbeddings() {
    #expect {
      try EmbeddingIndex(
        Embeddings(normalizing: Matrix(rows: 2, columns: 2, repeating: 1)), identifiers: ["a"])
    } throws: { error in
      "\(error)"
        == "identifiers of an index: expected shape [2], found [1]. "
        + "Pass one identifier for each embedding."
    }
  }

  @Test func queriesOfAnotherDimensionAreRefused() throws {
    let index = try EmbeddingIndex(Embeddings(normalizing: [[1, 0, 0]]))
    #expect(
      errorText { () throws(HUSEError) in try index.nearest(1, to: try Embedding([1, 0])) }
        == "queries of an index: expected shape [1, 3], found [1, 2]. "
        + "Search with embeddings of the model that the index was built with.")
  }
}
