import HUSECore

/// The storage layout of the elements of a dataset.
enum HDF5Layout {
  /// All elements in one piece, row after row.
  case contiguous(UnsafeRawBufferPointer)
  /// Blocks of the same shape.
  case chunks(shape: [Int], [Chunk])

  /// A block of elements.
  struct Chunk {
    /// The position of its first element in the dataset.
    let offsets: [Int]
    /// The stored bytes of the chunk.
    let stored: UnsafeRawBufferPointer
    /// A bit for each filter that was not applied.
    let skippedFilters: UInt32
  }

  /// Reads the message about the layout of a dataset of this shape and size.
  ///
  /// - Throws: `HUSEError.malformedFile`; `.unsupportedFile` for layouts that h5py and MATLAB do
  ///   not write; `.invalidData` for a dataset that was never written.
  init(
    _ message: HDF5ObjectHeader.Message, shape: [Int], elementSize: Int, byteCount: Int,
    in bytes: HDF5Bytes, named name: String
  ) throws(HUSEError) {
    let start = message.address
    let version = try bytes.number(UInt8.self, at: start)
    let kind = try bytes.number(UInt8.self, at: start + 1)
    func unsupported(_ found: String) -> HUSEError {
      .unsupportedFile(
        path: name, found: found, supported: "what h5py writes without `libver`, and MATLAB")
    }
    guard version == 3 || version == 4 else {
      throw unsupported("a layout of version \(version)")
    }
    switch kind {
    case 0:
      let size = Int(try bytes.number(UInt16.self, at: start + 2))
      guard size == byteCount else {
        throw bytes.malformed("holds \(size) bytes of \(name), expected \(byteCount)")
      }
      self = .contiguous(try bytes.slice(at: start + 4, count: size))
    case 1:
      let address = try bytes.number(UInt64.self, at: start + 2)
      guard address != HDF5Bytes.undefined || byteCount == 0 else { throw Self.unwritten(name) }
      guard byteCount > 0 else {
        self = .contiguous(UnsafeRawBufferPointer(start: nil, count: 0))
        return
      }
      self = .contiguous(
        try bytes.slice(at: bytes.address(at: start + 2), count: byteCount))
    case 2 where version == 3:
      self = try Self.chunks(at: start, shape: shape, elementSize: elementSize, bytes, name)
    case 2: throw unsupported("chunks in an index of HDF5 1.10")
    default: throw unsupported("a virtual dataset")
    }
  }

  static func unwritten(_ name: String) -> HUSEError {
    .invalidData(
      source: name, problem: "has elements that were never written",
      remedy: "Write the whole dataset.")
  }

  private static func chunks(
    at start: Int, shape: [Int], elementSize: Int, _ bytes: HDF5Bytes, _ name: String
  ) throws(HUSEError) -> HDF5Layout {
    let rank = Int(try bytes.number(UInt8.self, at: start + 2)) - 1
    guard rank == shape.count, rank > 0 else {
      throw bytes.malformed("has \(name) of \(shape.count) dimensions in chunks of \(rank)")
    }
    var chunkShape: [Int] = []
    for dimension in 0..<rank {
      chunkShape.append(Int(try bytes.number(UInt32.self, at: start + 11 + 4 * dimension)))
    }
    let size = Int(try bytes.number(UInt32.self, at: start + 11 + 4 * rank))
    guard chunkShape.allSatisfy({ $0 > 0 }), size == elementSize else {
      throw bytes.malformed("has \(name) in chunks of \(chunkShape) elements of \(size) bytes")
    }
    guard try bytes.number(UInt64.self, at: start + 3) != HDF5Bytes.undefined else {
      return .chunks(shape: chunkShape, [])
    }
    var tree = HDF5ChunkTree(rank: rank, bytes)
    try tree.add(at: bytes.address(at: start + 3))
    return .chunks(shape: chunkShape, tree.chunks)
  }
}
