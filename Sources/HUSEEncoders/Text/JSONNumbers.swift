import Foundation

/// Reads a JSON object of numbers without merging keys that are canonically equivalent.
///
/// JSON parsers store keys as `String`, for which different encodings of one character are equal,
/// so that tokens of a vocabulary would be lost.
enum JSONNumbers {
  /// The entries of the object at a path of keys.
  ///
  /// - Parameters:
  ///   - json: well-formed JSON in UTF-8.
  ///   - path: the keys that lead to the object.
  /// - Returns: each key with its number, −1 for a number that is not whole.
  static func entries(of json: Data, in path: [String]) -> [(key: String, number: Int)] {
    json.withUnsafeBytes { entries(of: $0, in: path) }
  }

  private static func entries(
    of json: UnsafeRawBufferPointer, in path: [String]
  ) -> [(key: String, number: Int)] {
    var result: [(key: String, number: Int)] = []
    // The current key of each open object, `nil` for an array.
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

  /// The value of a string literal, with its escapes resolved.
  private static func text(_ literal: Slice<UnsafeRawBufferPointer>) -> String {
    let written = String(decoding: literal, as: UTF8.self)
    guard written.utf8.contains(UInt8(ascii: "\\")) else { return written }
    let decoded = try? JSONSerialization.jsonObject(
      with: Data("\"\(written)\"".utf8), options: .fragmentsAllowed)
    return decoded as? String ?? written
  }
}
