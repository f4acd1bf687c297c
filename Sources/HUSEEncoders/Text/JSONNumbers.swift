import Foundation

/// Reads an object of numbers with its keys as they are written.
///
/// JSON parsers keep keys as `String`, which takes different spellings of one character for equal
/// and would lose tokens of a vocabulary.
enum JSONNumbers {
  /// The whole numbers of the object at a path of keys, in well-formed JSON in UTF-8.
  static func entries(of json: Data, in path: [String]) -> [(key: String, number: Int)] {
    json.withUnsafeBytes { entries(of: $0, in: path) }
  }

  private static func entries(
    of json: UnsafeRawBufferPointer, in path: [String]
  ) -> [(key: String, number: Int)] {
    var result: [(key: String, number: Int)] = []
    /// The current key of each object that is open; `nil` for a list.
    var keys: [String?] = []
    var expectsKey = false
    var position = 0
    while position < json.count {
      switch json[position] {
      case UInt8(ascii: "{"):
        keys.append("")
        expectsKey = true
      case UInt8(ascii: "["):
        keys.append(nil)
        expectsKey = false
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = keys.popLast()
      case UInt8(ascii: ","):
        expectsKey = (keys.last ?? nil) != nil
      case UInt8(ascii: "\""):
        let start = position + 1
        position = start
        while position < json.count, json[position] != UInt8(ascii: "\"") {
          position += json[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        if expectsKey, !keys.isEmpty {
          keys[keys.count - 1] = text(json[start..<min(position, json.count)])
        }
        expectsKey = false
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        let start = position
        while position + 1 < json.count, isPartOfNumber(json[position + 1]) { position += 1 }
        if keys.count == path.count + 1, zip(keys, path).allSatisfy({ $0 == $1 }),
          let key = keys[path.count]
        {
          let number = String(decoding: json[start...position], as: UTF8.self)
          // What is no whole number is no number of a token either.
          result.append((key, Int(number) ?? -1))
        }
      default:
        break
      }
      position += 1
    }
    return result
  }

  private static func isPartOfNumber(_ byte: UInt8) -> Bool {
    "0123456789+-.eE".utf8.contains(byte)
  }

  /// What a string stands for, without its escapes.
  private static func text(_ literal: Slice<UnsafeRawBufferPointer>) -> String {
    let written = String(decoding: literal, as: UTF8.self)
    guard written.utf8.contains(UInt8(ascii: "\\")) else { return written }
    let decoded = try? JSONSerialization.jsonObject(
      with: Data("\"\(written)\"".utf8), options: .fragmentsAllowed)
    return decoded as? String ?? written
  }
}
