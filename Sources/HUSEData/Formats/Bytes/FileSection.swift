import HUSECore

/// The section of a file with the bytes of an array, stored or compressed with Deflate.
struct FileSection: Sendable {
  let file: MappedFile
  /// The range of the section in the file.
  let range: Range<Int>
  /// Whether the section is compressed with Deflate.
  let isDeflated: Bool
  /// The uncompressed number of bytes.
  let byteCount: Int
  /// The CRC-32 of the uncompressed bytes; `nil` if the file has none.
  let checksum: UInt32?
  /// The name of the section, for messages.
  let path: String

  /// Creates a section of a whole file.
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

  /// A source of the uncompressed bytes.
  func reader() throws(HUSEError) -> any ByteSource {
    isDeflated ? try InflateReader(self) : PlainReader(self)
  }
}

extension FileSection {
  /// Checks the CRC-32 of an uncompressed section, if the file has one.
  ///
  /// - Throws: `HUSEError.malformedFile` if it is wrong.
  func verifyStoredChecksum() throws(HUSEError) {
    guard let checksum else { return }
    var found = CRC32()
    found.update(with: UnsafeRawBufferPointer(rebasing: file.bytes[range]))
    guard found.value == checksum else { throw DamagedFile.wrongChecksum(path: path) }
  }
}
