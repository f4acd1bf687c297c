import CZlib

/// CRC-32 as in zip archives, computed piece by piece.
struct Checksum {
  private(set) var value: UInt32 = 0

  mutating func update(with bytes: UnsafeRawBufferPointer) {
    // zlib counts in 32 bits.
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
