/// Scans the Python literals that occur in the header of an .npy file.
struct PythonLiteralScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return position == bytes.count
    }
  }

  mutating func isNext(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    return position < bytes.count && bytes[position] == UInt8(ascii: character)
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard isNext(character) else { return false }
    position += 1
    return true
  }

  /// A quoted string.
  ///
  /// Escapes do not occur in these headers.
  mutating func string() -> String? {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "'") || isNext("\""),
      let end = bytes[(position + 1)...].firstIndex(of: bytes[position])
    else { return nil }
    defer { position = end + 1 }
    return String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
  }

  /// The text of a list in brackets, such as the fields of a structured type.
  mutating func bracketed() -> String? {
    guard isNext("[") else { return nil }
    let start = position
    var depth = 0
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "[") { depth += 1 }
      if bytes[position] == UInt8(ascii: "]") { depth -= 1 }
      position += 1
      if depth == 0 { return String(decoding: bytes[start..<position], as: UTF8.self) }
    }
    return nil
  }

  mutating func boolean() -> Bool? {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    return nil
  }

  /// A tuple of numbers, as in `(3, 4)`, `(3,)` and `()`.
  mutating func integers() -> [Int]? {
    guard skip("(") else { return nil }
    var result: [Int] = []
    while !skip(")") {
      skipSpace()
      let digits = bytes[position...].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      guard let value = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
      position = digits.endIndex
      // Python 2 wrote `3L`.
      if position < bytes.count, bytes[position] == UInt8(ascii: "L") { position += 1 }
      result.append(value)
      guard skip(",") || isNext(")") else { return nil }
    }
    return result
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }
}
