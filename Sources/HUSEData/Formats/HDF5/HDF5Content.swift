import HUSECore

/// The bytes of all elements of a dataset, either from the file directly or joined from chunks.
struct HDF5Content {
  private let inFile: UnsafeRawBufferPointer
  private let joined: [UInt8]?

  init(inFile bytes: UnsafeRawBufferPointer) {
    inFile = bytes
    joined = nil
  }

  /// - Throws: `HUSEError.malformedFile` for chunks that are damaged or do not fit, `.invalidData`
  ///   if one is missing.
  init(
    joining chunks: [HDF5Layout.Chunk], of chunkShape: [Int], filters: HDF5Filters, shape: [Int],
    elementSize: Int, byteCount: Int, name: String
  ) throws(HUSEError) {
    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(path: name, problem: problem, remedy: DamagedFile.remedy)
    }
    let grid = zip(shape, chunkShape).map { $0 / $1 + ($0 % $1 > 0 ? 1 : 0) }
    let expected = grid.reduce(1) {
      $0.multipliedReportingOverflow(by: $1).overflow ? .max : $0 * $1
    }
    // Checked before memory is allocated, so that chunks in the file justify its size.
    guard chunks.count >= expected else { throw HDF5Layout.unwritten(name) }
    var seen = Set<[Int]>()
    for chunk in chunks {
      guard zip(chunk.offsets, zip(shape, chunkShape)).allSatisfy({ $0 < $1.0 && $0 % $1.1 == 0 }),
        seen.insert(chunk.offsets).inserted
      else { throw malformed("has a chunk at \(chunk.offsets)") }
    }
    let size = chunkShape.reduce(elementSize) {
      $0.multipliedReportingOverflow(by: $1).overflow ? .max : $0 * $1
    }
    inFile = UnsafeRawBufferPointer(start: nil, count: 0)
    // Chunks must not claim to inflate to more than Deflate allows.
    guard chunks.allSatisfy({ filters.canHold(size, in: $0.stored.count) }) else {
      throw malformed("has chunks of \(size) bytes that are stored in fewer than that takes")
    }
    try MemoryLimit.check(
      rows: byteCount / MemoryLayout<Float>.size, columns: 1, copies: 2, name: name)
    var result = [UInt8](repeating: 0, count: byteCount)
    for chunk in chunks {
      guard
        let content = filters.content(
          of: chunk.stored, skipping: chunk.skippedFilters, byteCount: size,
          elementSize: elementSize)
      else { throw malformed("has a damaged chunk at \(chunk.offsets)") }
      Self.copy(
        content, of: chunkShape, to: &result, of: shape, at: chunk.offsets,
        elementSize: elementSize)
    }
    joined = result
  }

  /// Copies the part of a chunk that is within the dataset, one run of the last dimension at a
  /// time.
  private static func copy(
    _ chunk: [UInt8], of chunkShape: [Int], to target: inout [UInt8], of shape: [Int],
    at offsets: [Int], elementSize: Int
  ) {
    let last = shape.count - 1
    let length = min(chunkShape[last], shape[last] - offsets[last]) * elementSize
    var position = [Int](repeating: 0, count: shape.count)
    while true {
      var (source, destination) = (0, 0)
      for dimension in shape.indices {
        source = source * chunkShape[dimension] + position[dimension]
        destination = destination * shape[dimension] + offsets[dimension] + position[dimension]
      }
      let start = destination * elementSize
      target.replaceSubrange(
        start..<start + length,
        with: chunk[source * elementSize..<source * elementSize + length])
      var dimension = last - 1
      while dimension >= 0 {
        position[dimension] += 1
        if position[dimension] < chunkShape[dimension],
          offsets[dimension] + position[dimension] < shape[dimension]
        {
          break
        }
        position[dimension] = 0
        dimension -= 1
      }
      guard dimension >= 0 else { return }
    }
  }

  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws(HUSEError) -> Result
  ) throws(HUSEError) -> Result {
    guard let joined else { return try body(inFile) }
    let result = joined.withUnsafeBytes { bytes in
      Swift.Result { () throws(HUSEError) in try body(bytes) }
    }
    return try result.get()
  }
}
