/// Reads numbers from the bytes of a file.
///
/// Numbers beyond the end are `nil`.
struct ByteReader {
  let bytes: UnsafeRawBufferPointer

  var count: Int { bytes.count }

  func byte(at offset: Int) -> Int? {
    offset >= 0 && offset < bytes.count ? Int(bytes[offset]) : nil
  }

  /// The number in `size` bytes, most significant byte first.
  func bigEndian(at offset: Int, size: Int) -> Int? {
    guard offset >= 0, size <= bytes.count, offset <= bytes.count - size else { return nil }
    return bytes[offset..<offset + size].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The number in `size` bytes, least significant byte first.
  func littleEndian(at offset: Int, size: Int) -> Int? {
    guard offset >= 0, size <= bytes.count, offset <= bytes.count - size else { return nil }
    return bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  func starts(with text: StaticString, at offset: Int = 0) -> Bool {
    guard offset >= 0, offset <= bytes.count - text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { bytes[offset...].starts(with: $0) }
  }

  func starts(with pattern: [UInt8]) -> Bool { bytes.starts(with: pattern) }
}
