import HUSECore

/// The position of the central directory of a zip archive.
struct ZipDirectory {
  let range: Range<Int>
  let entryCount: UInt64

  /// Finds the record at the end of an archive, and its Zip64 form if there is one.
  init(of file: MappedFile) throws(HUSEError) {
    let bytes = file.bytes
    guard let end = Self.endRecord(in: bytes) else {
      throw ZipArchive.malformed(file, "is not a zip archive, or its end is missing")
    }
    var count = bytes.littleEndian(UInt16.self, at: end + 10).map(UInt64.init)
    var size = bytes.littleEndian(UInt32.self, at: end + 12).map(UInt64.init)
    var offset = bytes.littleEndian(UInt32.self, at: end + 16).map(UInt64.init)
    if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF,
      bytes.littleEndian(UInt32.self, at: end - 20) == 0x0706_4B50
    {
      guard let position = bytes.littleEndian(UInt64.self, at: end - 12),
        let wide = Int(exactly: position), wide < bytes.count,
        bytes.littleEndian(UInt32.self, at: wide) == 0x0606_4B50
      else { throw ZipArchive.malformed(file, "its Zip64 end record is missing") }
      count = bytes.littleEndian(UInt64.self, at: wide + 32)
      size = bytes.littleEndian(UInt64.self, at: wide + 40)
      offset = bytes.littleEndian(UInt64.self, at: wide + 48)
    }
    guard let count, let size, let offset, offset <= UInt64(end), size <= UInt64(end) - offset
    else { throw ZipArchive.malformed(file, "its directory is outside the file") }
    range = Int(offset)..<Int(offset + size)
    entryCount = count
  }

  /// The position of the end record, which only a comment of up to 65,535 bytes may follow.
  private static func endRecord(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count >= 22 else { return nil }
    for offset in stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 0xFFFF), by: -1)
    where bytes.littleEndian(UInt32.self, at: offset) == 0x0605_4B50 {
      if let comment = bytes.littleEndian(UInt16.self, at: offset + 20),
        offset + 22 + Int(comment) == bytes.count
      {
        return offset
      }
    }
    return nil
  }
}
