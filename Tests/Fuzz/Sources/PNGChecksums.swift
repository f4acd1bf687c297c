/// Sets the checksums of a PNG file right, which changed bytes make wrong.
enum PNGChecksums {
  /// The file with right checksums; `nil` for what is no PNG file.
  static func repaired(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return nil }
    var result = bytes
    var offset = 8
    while offset + 12 <= result.count {
      let length = bigEndian(result[offset..<offset + 4])
      guard length <= result.count - offset - 12 else { break }
      let end = offset + 8 + length
      let checksum = checksum(of: result[offset + 4..<end])
      for index in 0..<4 {
        result[end + index] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * index))
      }
      offset = end + 4
    }
    return result
  }

  private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  /// CRC-32, bit by bit.
  private static func checksum(of bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { value, byte in
      (0..<8).reduce(value ^ UInt32(byte)) { rest, _ in
        rest >> 1 ^ (rest & 1 == 1 ? 0xEDB8_8320 : 0)
      }
    }
  }
}
