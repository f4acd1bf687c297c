import Foundation
@testable import HUSECore

/// Sets the checksum of a safetensors file right, which changed bytes make wrong.
enum SafetensorsChecksum {
  /// The file with the right checksum; the bytes as they are for a file that has none.
  static func repaired(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var result = Array(bytes)
    guard bytes.count >= 8 else { return result }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= bytes.count - 8,
      let digits = FileChecksum.digits(inHeader: Data(result[..<(8 + Int(length))]))
    else { return result }
    for index in digits { result[index] = UInt8(ascii: "0") }
    var checksum = FileChecksum()
    result.withUnsafeBytes { checksum.add($0) }
    result.replaceSubrange(digits, with: checksum.text.utf8.suffix(FileChecksum.digitCount))
    return result
  }
}
