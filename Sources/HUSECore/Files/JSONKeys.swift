import Foundation

/// Finds what JSON parsers hide: a key that an object names twice.
enum JSONKeys {
  /// The first key that the outermost object of well-formed JSON names twice.
  static func firstDuplicate(inObject json: Data) -> String? {
    var seen: Set<Data> = []
    var depth = 0
    var expectsKey = false
    var position = json.startIndex
    while position < json.endIndex {
      switch json[position] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        expectsKey = depth == 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
      case UInt8(ascii: ","):
        expectsKey = depth == 1
      case UInt8(ascii: "\""):
        let start = position + 1
        var end = start
        while end < json.endIndex, json[end] != UInt8(ascii: "\"") {
          end += json[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        end = min(end, json.endIndex)
        if expectsKey, !seen.insert(Data(json[start..<end])).inserted {
          return String(decoding: json[start..<end], as: UTF8.self)
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
}
