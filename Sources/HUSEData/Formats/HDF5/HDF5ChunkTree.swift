import HUSECore

/// The index of the chunks of a dataset, a B-tree of version 1.
struct HDF5ChunkTree {
  private(set) var chunks: [HDF5Layout.Chunk] = []
  private let rank: Int
  private let bytes: HDF5Bytes
  /// The number of nodes that may still be read, which ends a cycle of nodes.
  private var budget: Int

  private static let deepest = 64
  private static let smallestNode = 24

  init(rank: Int, _ bytes: HDF5Bytes) {
    self.rank = rank
    self.bytes = bytes
    budget = bytes.file.bytes.count / Self.smallestNode
  }

  mutating func add(at address: Int, depth: Int = 0) throws(HUSEError) {
    try bytes.check("TREE", at: address)
    let level = try bytes.number(UInt8.self, at: address + 5)
    let count = Int(try bytes.number(UInt16.self, at: address + 6))
    budget -= 1
    guard budget >= 0, depth < Self.deepest, chunks.count <= bytes.file.bytes.count else {
      throw bytes.malformed("has an index of chunks that contains itself")
    }
    let keySize = 8 + 8 * (rank + 1)
    for index in 0..<count {
      let key = address + 24 + index * (keySize + 8)
      let child = try bytes.address(at: key + keySize)
      guard level == 0 else {
        try add(at: child, depth: depth + 1)
        continue
      }
      var offsets: [Int] = []
      for dimension in 0..<rank {
        offsets.append(try bytes.address(at: key + 8 + 8 * dimension))
      }
      chunks.append(
        HDF5Layout.Chunk(
          offsets: offsets,
          stored: try bytes.slice(at: child, count: Int(bytes.number(UInt32.self, at: key))),
          skippedFilters: try bytes.number(UInt32.self, at: key + 4)))
    }
  }
}
