internal import CHUSEKernels
import Foundation

/// The checksum of a whole safetensors file, kept in its own metadata as `xxh64:` and 16 digits.
///
/// It is the XXH64 of every byte of the file, with the 16 digits set to zero. A 64-bit checksum
/// misses one damaged file in 2⁶⁴, CRC-32 one in 2³². XXH64 is as fast as memory can be read.
package struct FileChecksum {
  static let key = "checksum"
  static let prefix = "xxh64:"
  static let digitCount = 16
  static let placeholder = prefix + String(repeating: "0", count: digitCount)

  private var hash = huse_xxh64_start()

  package init() {}

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    huse_xxh64_add(&hash, bytes.baseAddress, bytes.count)
  }

  /// The value that is stored in the metadata.
  package var text: String {
    let digits = String(value, radix: 16)
    return Self.prefix + String(repeating: "0", count: Self.digitCount - digits.count) + digits
  }

  private var value: UInt64 { withUnsafePointer(to: hash) { huse_xxh64_value($0) } }

  /// Replaces the digits of the placeholder.
  func store(inHeader header: inout Data) {
    guard let digits = Self.digits(inHeader: header) else {
      preconditionFailure("a header without the placeholder of its checksum")
    }
    header.replaceSubrange(digits, with: text.utf8.suffix(Self.digitCount))
  }

  /// The position of the digits in the header.
  ///
  /// Quotation marks within other texts are escaped, so only the key itself can match. Files by
  /// other writers may have white space around the colon.
  static func digits(inHeader header: Data) -> Range<Int>? {
    let (key, value) = (Data("\"\(key)\"".utf8), Data("\"\(prefix)".utf8))
    var start = header.startIndex
    while let found = header.range(of: key, in: start..<header.endIndex) {
      start = found.upperBound
      guard let colon = position(in: header, from: start), header[colon] == UInt8(ascii: ":"),
        let quote = position(in: header, from: colon + 1),
        header[quote...].starts(with: value), quote + value.count + digitCount <= header.endIndex
      else { continue }
      return quote + value.count..<quote + value.count + digitCount
    }
    return nil
  }

  /// The first position from `start` on that holds no white space.
  private static func position(in header: Data, from start: Int) -> Int? {
    header[start...].firstIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }
}

extension SafetensorsFile {
  /// Whether the metadata holds a checksum that `verifyChecksum()` can check.
  package var hasKnownChecksum: Bool {
    metadata[FileChecksum.key]?.hasPrefix(FileChecksum.prefix) ?? false
  }

  /// Checks every byte of the file against the checksum in its metadata.
  ///
  /// - Throws: `HUSEError.malformedFile` if the file has no checksum or a different one.
  public func verifyChecksum() throws(HUSEError) {
    let bytes = file.bytes
    // The header exists: it has been read.
    let header = bytes[..<(8 + Int(UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))))]
    guard let stored = metadata[FileChecksum.key],
      let digits = FileChecksum.digits(inHeader: Data(header))
    else {
      throw .malformedFile(
        path: path, problem: "has no checksum in its metadata", remedy: Self.damaged)
    }
    var checksum = FileChecksum()
    checksum.add(UnsafeRawBufferPointer(rebasing: bytes[..<digits.lowerBound]))
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: FileChecksum.digitCount)
    zeros.withUnsafeBytes { checksum.add($0) }
    checksum.add(UnsafeRawBufferPointer(rebasing: bytes[digits.upperBound...]))
    guard checksum.text == stored else {
      throw .malformedFile(
        path: path, problem: "its bytes do not agree with its checksum", remedy: Self.damaged)
    }
  }

  private static let damaged: Remedy = "The file is damaged: copy or write it again."
}
