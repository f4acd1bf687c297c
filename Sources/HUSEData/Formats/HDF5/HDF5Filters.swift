import HUSECore

/// The filters that were applied to the bytes of a chunk before they were stored.
struct HDF5Filters {
  private enum Filter: Int {
    case deflate = 1
    case shuffle, checksum
  }

  /// The filters in the order in which they were applied.
  private var filters: [Filter] = []

  /// The names of unsupported filters; numbers from 32,000 are HDF5 plug-ins.
  private static let names = [
    4: "szip", 5: "nbit", 6: "scaleoffset", 32000: "lzf", 32001: "blosc", 32004: "lz4",
    32008: "bitshuffle", 32015: "zstd", 32026: "blosc2",
  ]
  /// The largest compression ratio of Deflate.
  private static let largestRatio = 1032

  /// Creates an empty list of filters.
  init() {}

  /// - Throws: `HUSEError.malformedFile`, `.unsupportedFile` for an unknown filter, by its name.
  init(at address: Int, in bytes: HDF5Bytes) throws(HUSEError) {
    let version = try bytes.number(UInt8.self, at: address)
    let count = Int(try bytes.number(UInt8.self, at: address + 1))
    var position = address + (version == 1 ? 8 : 2)
    for _ in 0..<count {
      let identifier = Int(try bytes.number(UInt16.self, at: position))
      var nameSize = 0
      if version == 1 || identifier >= 256 {
        nameSize = Int(try bytes.number(UInt16.self, at: position + 2))
        position += 2
      }
      let values = Int(try bytes.number(UInt16.self, at: position + 4))
      guard let filter = Filter(rawValue: identifier) else {
        throw .unsupportedFile(
          path: bytes.path, found: "the filter \(Self.names[identifier] ?? "\(identifier)")",
          supported: "gzip, shuffle and fletcher32, or none")
      }
      filters.append(filter)
      let paddedName = version == 1 ? (nameSize + 7) / 8 * 8 : nameSize
      let paddedValues = version == 1 ? (values + 1) / 2 * 2 : values
      position += 6 + paddedName + 4 * paddedValues
    }
  }

  /// Whether a chunk of `byteCount` bytes can be stored in `storedCount` bytes.
  func canHold(_ byteCount: Int, in storedCount: Int) -> Bool {
    let ratio = filters.contains(.deflate) ? Self.largestRatio : 1
    return byteCount / ratio <= storedCount
  }

  /// The original bytes of a chunk.
  ///
  /// - Parameters:
  ///   - stored: the bytes in the file.
  ///   - skipped: a bit for each filter that was not applied to this chunk.
  ///   - byteCount: the expected number of bytes.
  ///   - elementSize: the size of the elements that are shuffled.
  /// - Returns: `nil` for damaged bytes.
  func content(
    of stored: UnsafeRawBufferPointer, skipping skipped: UInt32, byteCount: Int, elementSize: Int
  ) -> [UInt8]? {
    var bytes = [UInt8](stored)
    for (index, filter) in filters.enumerated().reversed() where skipped >> UInt32(index) & 1 == 0 {
      switch filter {
      case .checksum:
        guard let checked = Self.withoutChecksum(bytes) else { return nil }
        bytes = checked
      case .deflate:
        // A checksum that was added before compression takes four more bytes.
        let checksums = filters[..<index].contains(.checksum) ? 4 : 0
        let size = byteCount + checksums
        guard let inflated = bytes.withUnsafeBytes({ InflatedBytes(wholeOf: $0, size: size) })
        else { return nil }
        bytes = inflated.bytes
      case .shuffle: bytes = Self.unshuffled(bytes, elementSize: elementSize)
      }
    }
    return bytes.count == byteCount ? bytes : nil
  }

  /// Reverses the shuffle filter, which stores the first bytes of all elements, then their second
  /// bytes, and so on, with any incomplete element at the end.
  private static func unshuffled(_ bytes: [UInt8], elementSize: Int) -> [UInt8] {
    guard elementSize > 1 else { return bytes }
    let count = bytes.count / elementSize
    var result = bytes
    for part in 0..<elementSize {
      for element in 0..<count {
        result[element * elementSize + part] = bytes[part * count + element]
      }
    }
    return result
  }

  /// Checks and removes the trailing Fletcher-32 checksum; `nil` if it is wrong.
  private static func withoutChecksum(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 4 else { return nil }
    let content = Array(bytes.dropLast(4))
    let stored = bytes.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    var (first, second) = (UInt32(0), UInt32(0))
    func folded(_ sum: UInt32) -> UInt32 { (sum & 0xFFFF) + (sum >> 16) }
    for position in stride(from: 0, to: content.count, by: 2) {
      let low = position + 1 < content.count ? UInt32(content[position + 1]) : 0
      first = folded(first + (UInt32(content[position]) << 8 | low))
      second = folded(second + first)
    }
    return folded(second) << 16 | folded(first) == stored ? content : nil
  }
}
