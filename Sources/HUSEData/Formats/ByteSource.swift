import HUSECore

/// Bytes that are read from front to back: as they lie in a file, or inflated on the way.
protocol ByteSource {
  /// Fills `target` with the next bytes.
  ///
  /// - Throws: `HUSEError.malformedFile` if fewer bytes are left or they are damaged.
  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(HUSEError)

  /// Checks that all bytes were read and, where the file holds a checksum, that it agrees.
  ///
  /// - Throws: `HUSEError.malformedFile`.
  mutating func finish() throws(HUSEError)
}

extension ByteSource {
  /// The next `count` bytes.
  mutating func read(_ count: Int) throws(HUSEError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
    defer { buffer.deallocate() }
    try read(into: buffer)
    bytes.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(buffer)) }
    return bytes
  }
}

/// Where the bytes of an array lie: in a part of a file, plain or deflated.
struct ByteContent: Sendable {
  let file: MappedFile
  /// The part of the file.
  let range: Range<Int>
  /// Whether the part is compressed with Deflate.
  let isDeflated: Bool
  /// The number of bytes once inflated; for plain bytes `range.count`.
  let byteCount: Int
  /// The CRC-32 of the bytes once inflated, `nil` if the file holds none.
  let checksum: UInt32?
  /// What messages call the place.
  let path: String

  /// A whole file.
  init(of file: MappedFile) {
    self.init(
      file: file, range: 0..<file.bytes.count, isDeflated: false, byteCount: file.bytes.count,
      checksum: nil, path: file.path)
  }

  init(
    file: MappedFile, range: Range<Int>, isDeflated: Bool, byteCount: Int, checksum: UInt32?,
    path: String
  ) {
    self.file = file
    self.range = range
    self.isDeflated = isDeflated
    self.byteCount = byteCount
    self.checksum = checksum
    self.path = path
  }

  /// A reader at the first byte.
  func reader() throws(HUSEError) -> any ByteSource {
    isDeflated ? try InflateReader(self) : PlainReader(self)
  }
}
