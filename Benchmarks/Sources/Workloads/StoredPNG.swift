import Foundation

/// PNG files whose pixels are stored as they are.
enum StoredPNG {
  /// - Parameter rows: the filter of each row, 0, and its pixels of 3 bytes.
  static func file(width: Int, height: Int, rows: [UInt8]) -> Data {
    let header = bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0]  // 8 bits, RGB
    return Data([0x89] + Array("PNG".utf8) + [0x0D, 0x0A, 0x1A, 0x0A])
      + chunk("IHDR", header) + chunk("IDAT", stored(rows)) + chunk("IEND", [])
  }

  /// A zlib stream of blocks without compression.
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    let largest = 65535
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: largest) {
      let block = bytes[start..<min(start + largest, bytes.count)]
      stream.append(start + largest >= bytes.count ? 1 : 0)
      for length in [block.count, ~block.count] {
        stream += [UInt8(length & 0xFF), UInt8(length >> 8 & 0xFF)]
      }
      stream += block
    }
    return stream + bigEndian(adler32(bytes))
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> Data {
    let named = Array(name.utf8) + content
    return Data(bigEndian(content.count) + named + bigEndian(crc32(named)))
  }

  private static func adler32(_ bytes: [UInt8]) -> Int {
    var (a, b) = (1, 0)
    for byte in bytes {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }

  private static func crc32(_ bytes: [UInt8]) -> Int {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return Int(~crc)
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(value >> (24 - 8 * $0) & 0xFF) }
  }
}
