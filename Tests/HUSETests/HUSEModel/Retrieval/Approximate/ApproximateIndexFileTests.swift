import Foundation
import HUSE
import HUSECore
import Testing

@Suite struct ApproximateIndexFileTests {
  private static let settings = GraphSettings(linkCount: 8, candidateCount: 40, seed: 3)

  private static func index(
    _ count: Int, storage: VectorStorage = .float32
  ) throws -> ApproximateIndex {
    var items = try EmbeddingIndex(
      ClusteredVectors.embeddings(count, seed: 1), modelFingerprint: "0123", storage: storage)
    try items.setAttributes(Array(0..<count))
    return try ApproximateIndex(items, settings: settings)
  }

  @Test(arguments: VectorStorage.allCases)
  func aFileKeepsItemsAndGraph(storage: VectorStorage) throws {
    // An odd number, after whose halves the links are not aligned.
    let index = try Self.index(1301, storage: storage)
    let queries = try ClusteredVectors.embeddings(20, seed: 2)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try index.write(to: file)
      #expect(try ApproximateIndex.isStored(in: file))
      var read = try ApproximateIndex(contentsOf: file)
      #expect(read.settings == Self.settings && read.items.modelFingerprint == "0123")
      #expect(try read.items.attributes(as: Int.self) == Array(0..<1301))
      #expect(
        try read.nearestByGraph(4, to: queries, candidates: 45)
          == index.nearestByGraph(4, to: queries, candidates: 45))
      let again = folder.appendingPathComponent("again.index")
      try read.write(to: again)
      #expect(try Data(contentsOf: again) == Data(contentsOf: file))
      // Exact search reads the same file.
      #expect(
        try EmbeddingIndex(contentsOf: file).nearest(4, to: queries)
          == index.items.nearest(4, to: queries))
      // What is mapped is copied when it changes.
      try read.remove(["5", "6"])
      #expect(read.count == 1299)
      #expect(try ApproximateIndex(contentsOf: file).count == 1301)
    }
  }

  @Test func anIndexWithoutItemsIsKept() throws {
    let empty = try ApproximateIndex(
      EmbeddingIndex(Embeddings(normalizing: Matrix(rows: 0, columns: 3))))
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try empty.write(to: file)
      #expect(try ApproximateIndex(contentsOf: file).count == 0)
    }
  }

  @Test func anIndexWithoutAGraphIsRefused() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try Self.index(3).items.write(to: file)
      #expect(try !ApproximateIndex.isStored(in: file))
      #expect(
        errorText { () throws(HUSEError) in _ = try ApproximateIndex(contentsOf: file) }
          == "\(file.path): is an index without a graph. "
          + "Make a graph with `ApproximateIndex(_:)`, or search the items exactly.")
    }
  }

  /// Every fifth byte of a file, one at a time.
  @Test func aDamagedByteAnywhereIsFound() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try Self.index(12).write(to: file)
      let whole = try [UInt8](Data(contentsOf: file))
      for position in stride(from: 0, to: whole.count, by: 5) {
        var damaged = whole
        damaged[position] ^= 1 << UInt8(position % 8)
        try Data(damaged).write(to: file)
        #expect(throws: HUSEError.self, "byte \(position)") {
          try ApproximateIndex(contentsOf: file)
        }
      }
    }
  }

  /// A file with the right checksum whose graph is not one.
  private struct Hostile: Sendable, CustomTestStringConvertible {
    let problem: String
    let tensors: [String: (type: String, shape: [Int], values: [UInt32])]
    var settings = #"{"candidateCount":8,"linkCount":2,"seed":0}"#

    var testDescription: String { problem }

    /// Three items, one of which is in a second layer.
    static let valid: [String: (type: String, shape: [Int], values: [UInt32])] = [
      "graph_layer_0_links": (
        "U32", [3, 4], [1, 2, none, none, 0, none, none, none, 0, none, none, none]
      ),
      "graph_layer_1_items": ("U32", [1], [2]),
      "graph_layer_1_links": ("U32", [1, 2], [none, none]),
    ]
    static let none = UInt32.max

    static let all = [
      Hostile(
        problem: "layer 0 has links to nodes that it does not have",
        tensors: [
          "graph_layer_0_links": (
            "U32", [3, 4], [1, 3, none, none, 0, none, none, none, 0, none, none, none]
          )
        ]),
      Hostile(
        problem: "layer 0 has links to nodes that it does not have",
        tensors: [
          "graph_layer_0_links": (
            "U32", [3, 4], [none, 1, none, none, 0, none, none, none, 0, none, none, none]
          )
        ]),
      Hostile(
        problem: "the links of layer 0 have the shape [2, 4]",
        tensors: [
          "graph_layer_0_links": ("U32", [2, 4], [1, none, none, none, 0, none, none, none])
        ]
      ),
      Hostile(
        problem: "layer 1 has links to nodes that it does not have",
        tensors: ["graph_layer_1_links": ("U32", [1, 2], [1, none])]),
      Hostile(
        problem: "layer 1 does not hold 1 of 3 items",
        tensors: ["graph_layer_1_items": ("U32", [1], [3])]),
      Hostile(
        problem: "layer 1 does not hold 1 of 3 items",
        tensors: ["graph_layer_1_items": ("U32", [2], [0, 1])]),
      Hostile(
        problem: "an item of layer 1 is duplicated, or not in the layer beneath",
        tensors: [
          "graph_layer_1_items": ("U32", [2], [1, 1]),
          "graph_layer_1_links": ("U32", [2, 2], [1, none, 0, none]),
        ]),
      Hostile(
        problem: "an item of layer 2 is duplicated, or not in the layer beneath",
        tensors: [
          "graph_layer_2_items": ("U32", [1], [1]),
          "graph_layer_2_links": ("U32", [1, 2], [none, none]),
        ]),
      Hostile(
        problem: "layer 1 does not hold 0 of 3 items",
        tensors: [
          "graph_layer_1_items": ("U32", [0], []), "graph_layer_1_links": ("U32", [0, 2], []),
        ]),
      Hostile(
        problem: "values of the shape [1, 64] do not belong to 3 items of 2 values",
        tensors: ["graph_values": ("U8", [1, 64], [UInt32](repeating: 0x8080_8080, count: 16))]),
      Hostile(
        problem: "a scale of its graph's values is outside 0...1",
        tensors: ["graph_scales": ("F32", [1, 3], [0, Float.nan.bitPattern, 0])]),
      Hostile(
        problem: "its metadata does not hold settings of a graph", tensors: [:],
        settings: #"{"candidateCount":8}"#),
      Hostile(
        problem: "its dimension or the settings of its graph are outside their ranges",
        tensors: [:],
        settings: #"{"candidateCount":8,"linkCount":1000000,"seed":0}"#),
    ]

    func data() throws -> Data {
      let vectors: [Float] = [1, 0, 0, 1, 0.6, 0.8]
      let common: [String: (type: String, shape: [Int], values: [UInt32])] = [
        "embeddings": ("F32", [3, 2], vectors.map(\.bitPattern)),
        "graph_scales": ("F32", [1, 3], [0, 0, 0]),
        "graph_values": ("U8", [3, 64], [UInt32](repeating: 0x8080_8080, count: 48)),
      ]
      let all = common.merging(Self.valid) { $1 }.merging(tensors) { $1 }
      return try SmallSafetensors.checksummedFile(
        all.sorted { $0.key < $1.key }.map { name, tensor in
          (
            name, tensor.type, tensor.shape,
            tensor.values.withUnsafeBytes { Data($0) }
          )
        },
        metadata: [
          "format": "huse-index", "format_version": "4", "graph": settings,
          "identifiers": #"["a","b","c"]"#,
        ])
    }
  }

  @Test func theFileThatTheHostileOnesDifferFromIsRead() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try Hostile(problem: "", tensors: [:]).data().write(to: file)
      let index = try ApproximateIndex(contentsOf: file)
      let query = try Embeddings([Embedding([0, 1])])
      #expect(
        try index.nearestByGraph(2, to: query, candidates: 2)[0].map(\.identifier) == ["b", "c"])
    }
  }

  @Test(arguments: Hostile.all)
  private func hostileGraphsAreRefused(hostile: Hostile) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("items.index")
      try hostile.data().write(to: file)
      #expect(
        errorText { () throws(HUSEError) in _ = try ApproximateIndex(contentsOf: file) }
          == "\(file.path): \(hostile.problem). Write the index again with `write(to:)`.")
    }
  }
}
