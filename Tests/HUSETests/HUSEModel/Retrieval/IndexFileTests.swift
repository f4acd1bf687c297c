import Foundation
import HUSE
import Testing

/// Files of every version of an index so far; `Tests/Reference/README.md` says where they come
/// from.
@Suite struct IndexFileTests {
  private static let newest = Fixture.url("model/version-3.index")

  /// Version 1 names no version and has no checksum.
  @Test(arguments: 1...4)
  func filesOfEveryVersionAreRead(_ version: Int) throws {
    let file = Fixture.url("model/version-\(version).index")
    let metadata = try SafetensorsFile(contentsOf: file).metadata
    #expect(metadata["format_version"] == (version == 1 ? nil : "\(version)"))
    #expect((metadata["checksum"] == nil) == (version == 1))
    let index = try EmbeddingIndex(contentsOf: file)
    #expect(index.identifiers == (0..<12).map { "item \($0)" })
    let expected = try NPYFile(contentsOf: Fixture.url("model/version-1-images.npy")).matrix()
    #expect(largestDifference(index.embeddings.vectors.values, expected.values) < 1e-5)
    guard version >= 3 else { return }
    #expect(index.storage == (version == 3 ? .int8 : .float32))
    #expect(try index.attributes(as: [String: Int].self) == (0..<12).map { ["number": $0] })
  }

  /// What is written today without a graph is what was written when the fixture was made.
  @Test func theNewestVersionIsWrittenAsItWas() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try EmbeddingIndex(contentsOf: Self.newest).write(to: file)
      #expect(try Data(contentsOf: file) == Data(contentsOf: Self.newest))
    }
  }

  /// Version 4 has a graph.
  @Test func aGraphIsReadAndWrittenAsItWas() throws {
    let graph = Fixture.url("model/version-4.index")
    let index = try ApproximateIndex(contentsOf: graph)
    #expect(index.settings == GraphSettings(linkCount: 2, candidateCount: 8, seed: 1))
    let items = index.items.embeddings
    #expect(
      try index.nearestByGraph(12, to: items, candidates: 12).map { $0.map(\.position) }
        == index.items.nearest(12, to: items).map { $0.map(\.position) })
    // The same items give the same graph as they did.
    let again = try ApproximateIndex(index.items, settings: index.settings)
    try withTemporaryFolder { folder in
      for (name, index) in [("read", index), ("again", again)] {
        let file = folder.appendingPathComponent(name)
        try index.write(to: file)
        #expect(try Data(contentsOf: file) == Data(contentsOf: graph), "\(name)")
      }
    }
  }

  @Test func aNewerVersionIsRefused() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try SafetensorsFile.write(
        ["embeddings": Tensor([[1, 0]])],
        metadata: ["format": "huse-index", "format_version": "5", "identifiers": #"["a"]"#],
        checksummed: true, to: file)
      #expect(
        errorText { () throws(HUSEError) in try EmbeddingIndex(contentsOf: file) }
          == "\(file.path): found format version 5, which is not supported. "
          + "Supported: 1 to 4; newer files need a newer HUSE.")
    }
  }

  /// Every bit of every byte of a file, one at a time.
  @Test func aFlippedBitAnywhereIsFound() throws {
    let whole = try [UInt8](Data(contentsOf: Self.newest))
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      for position in whole.indices {
        for bit in 0..<8 {
          var damaged = whole
          damaged[position] ^= 1 << UInt8(bit)
          try Data(damaged).write(to: file)
          #expect(throws: HUSEError.self, "byte \(position), bit \(bit)") {
            try EmbeddingIndex(contentsOf: file)
          }
        }
      }
    }
  }
}
