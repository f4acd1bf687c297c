import CZlib

/// The CRC-32 of zip archives, computed in parts.
struct CRC32 {
  /// The checksum of the bytes so far.
  private(set) var value: UInt32 = 0

  /// Adds bytes.
  mutating func update(with bytes: UnsafeRawBufferPointer) {
    // zlib takes 32-bit lengths.
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      value = UInt32(
        truncatingIfNeeded: crc32(
          UInt(value), part.assumingMemoryBound(to: UInt8.self).baseAddress, UInt32(part.count)))
      rest = rest.dropFirst(part.count)
    }
  }
}
