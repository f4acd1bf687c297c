import Foundation

/// Finds duplicated keys in JSON objects, which JSON parsers do not report.
enum JSONKeys {
  /// The first duplicated key of an object in well-formed UTF-8 JSON, as it is written in the file.
  ///
  /// Keys are equal if they stand for the same text, as `"a"` and `"\\u0061"` do.
  static func firstDuplicate(in json: Data) -> String? {
    /// The keys of each open object, or `nil` for a list.
    var open: [Set<String>?] = []
    var expectsKey = false
    var position = json.startIndex
    while position < json.endIndex {
      switch json[position] {
      case UInt8(ascii: "{"):
        open.append([])
        expectsKey = true
      case UInt8(ascii: "["):
        open.append(nil)
        expectsKey = false
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = open.popLast()
      case UInt8(ascii: ","):
        expectsKey = (open.last ?? nil) != nil
      case UInt8(ascii: "\""):
        let start = position + 1
        var end = start
        while end < json.endIndex, json[end] != UInt8(ascii: "\"") {
          end += json[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        end = min(end, json.endIndex)
        if expectsKey, !open.isEmpty {
          let key = text(json[start..<end])
          guard open[open.count - 1]?.insert(key).inserted != false else {
            return String(decoding: json[start..<end], as: UTF8.self)
          }
        }
        expectsKey = false
        position = end
      default:
        break
      }
      position += 1
    }
    return nil
  }

  /// The text that a string literal stands for, without escapes.
  private static func text(_ literal: Data) -> String {
    let written = String(decoding: literal, as: UTF8.self)
    guard written.contains("\\") else { return written }
    let quote = Data("\"".utf8)
    let decoded = try? JSONSerialization.jsonObject(
      with: quote + literal + quote, options: .fragmentsAllowed)
    return decoded as? String ?? written
  }
}
