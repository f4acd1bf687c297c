import HUSECore

/// A header in the central directory of a zip archive.
struct ZipEntryHeader {
  let name: String
  let flags: UInt16
  let method: UInt16
  let checksum: UInt32
  let compressedSize: UInt64
  let size: UInt64
  let localOffset: UInt64
  /// The position of the next header.
  let end: Int

  /// Reads the header at `offset`, which must end at or before `limit`.
  init(at offset: Int, before limit: Int, in file: MappedFile) throws(HUSEError) {
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[..<limit])
    guard bytes.littleEndian(UInt32.self, at: offset) == 0x0201_4B50,
      let flags = bytes.littleEndian(UInt16.self, at: offset + 8),
      let method = bytes.littleEndian(UInt16.self, at: offset + 10),
      let checksum = bytes.littleEndian(UInt32.self, at: offset + 16),
      let compressedSize = bytes.littleEndian(UInt32.self, at: offset + 20),
      let size = bytes.littleEndian(UInt32.self, at: offset + 24),
      let nameLength = bytes.littleEndian(UInt16.self, at: offset + 28),
      let extraLength = bytes.littleEndian(UInt16.self, at: offset + 30),
      let commentLength = bytes.littleEndian(UInt16.self, at: offset + 32),
      let localOffset = bytes.littleEndian(UInt32.self, at: offset + 42),
      offset + 46 + Int(nameLength) + Int(extraLength) + Int(commentLength) <= limit
    else { throw ZipArchive.malformed(file, "its directory is damaged at byte \(offset)") }
    let nameStart = offset + 46
    let extraStart = nameStart + Int(nameLength)
    name = String(decoding: bytes[nameStart..<extraStart], as: UTF8.self)
    self.flags = flags
    self.method = method
    self.checksum = checksum
    end = extraStart + Int(extraLength) + Int(commentLength)

    // Fields with all bits set have their values in the Zip64 extra field, in this order.
    var wide = Self.wideFields(in: bytes, at: extraStart..<extraStart + Int(extraLength))[...]
    func widened(_ value: UInt32) throws(HUSEError) -> UInt64 {
      guard value == .max else { return UInt64(value) }
      guard let field = wide.popFirst() else {
        throw ZipArchive.malformed(file, "its directory lacks a Zip64 size at byte \(extraStart)")
      }
      return field
    }
    self.size = try widened(size)
    self.compressedSize = try widened(compressedSize)
    self.localOffset = try widened(localOffset)
  }

  /// The 64-bit numbers of the extra field with identifier 1.
  private static func wideFields(
    in bytes: UnsafeRawBufferPointer, at range: Range<Int>
  ) -> [UInt64] {
    var offset = range.lowerBound
    while offset + 4 <= range.upperBound,
      let identifier = bytes.littleEndian(UInt16.self, at: offset),
      let length = bytes.littleEndian(UInt16.self, at: offset + 2)
    {
      let start = offset + 4
      offset = start + Int(length)
      guard identifier == 1, offset <= range.upperBound else { continue }
      return stride(from: start, through: offset - 8, by: 8).compactMap {
        bytes.littleEndian(UInt64.self, at: $0)
      }
    }
    return []
  }
}
