import Foundation

/// Texts as JSON.
enum JSONString {
  static func encoded(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // A string can always be encoded.
    guard let data = try? encoder.encode(text) else { preconditionFailure("a text as JSON") }
    return String(decoding: data, as: UTF8.self)
  }

  /// Whether JSON holds the escape of a NUL character, which PostgreSQL's jsonb refuses.
  static func holdsNUL(_ json: String) -> Bool {
    var isEscaped = false
    var digits: [UInt8] = []
    var utf8 = json.utf8.makeIterator()
    while let byte = utf8.next() {
      guard isEscaped else {
        isEscaped = byte == UInt8(ascii: "\\")
        continue
      }
      isEscaped = false
      guard byte == UInt8(ascii: "u") else { continue }
      digits.removeAll()
      for _ in 0..<4 { if let digit = utf8.next() { digits.append(digit) } }
      if digits.allSatisfy({ $0 == UInt8(ascii: "0") }) { return true }
    }
    return false
  }
}
