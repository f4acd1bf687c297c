/// Many strings as their UTF-8 bytes one after another, for files.
package enum StringTable {
  /// The bytes of all strings, and where each ends.
  package static func encoded(_ strings: [String]) -> (bytes: ByteStorage, ends: [Int]) {
    var ends: [Int] = []
    ends.reserveCapacity(strings.count)
    var end = 0
    for string in strings {
      end += string.utf8.count
      ends.append(end)
    }
    let bytes = ByteStorage(count: end) { bytes in
      var position = 0
      for string in strings {
        for byte in string.utf8 {
          bytes[position] = byte
          position += 1
        }
      }
    }
    return (bytes, ends)
  }

  /// The strings; `nil` if the ends do not increase up to the number of bytes, or if a string is
  /// not UTF-8.
  package static func strings(_ bytes: UnsafeRawBufferPointer, ends: [Int]) -> [String]? {
    guard ends.last ?? 0 == bytes.count else { return nil }
    var strings: [String] = []
    strings.reserveCapacity(ends.count)
    var start = 0
    for end in ends {
      guard end >= start, end <= bytes.count,
        let string = String(validating: bytes[start..<end], as: UTF8.self)
      else { return nil }
      strings.append(string)
      start = end
    }
    return strings
  }
}
