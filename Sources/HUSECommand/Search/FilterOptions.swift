import ArgumentParser
import Foundation
import HUSE
import HUSEPostgres

/// The options that say which items a search may find, and how thoroughly it looks for them.
struct FilterOptions: ParsableArguments {
  @Option(
    name: .customLong("where"),
    help: """
      An attribute that items must have, as KEY=VALUE or KEY.KEY=VALUE; repeat it for several. The \
      value is a number, true, false, null, or else a text; "…" makes any a text. embed --data \
      writes the attributes class and text.
      """)
  var conditions: [String] = []

  @Option(
    help: """
      Candidates of an approximate index: more find more of the nearest items and take longer. By \
      default \(ApproximateIndex.defaultCandidateCount); with --postgres 1 to 1,000, by default \
      40, or twice --limit.
      """)
  var candidates: Int?

  func validate() throws {
    if let candidates { try Ranges.checkAboveZero(candidates, "candidates") }
    _ = try attributeConditions()
  }

  /// The conditions, all of which an item meets.
  func attributeConditions() throws -> [AttributeCondition] {
    try conditions.map { text in
      guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
        throw ValidationError("--where '\(text)' is not of the form KEY=VALUE.")
      }
      let path = text[..<equals].split(separator: ".", omittingEmptySubsequences: false)
      return AttributeCondition(
        path: path.map(String.init), value: Self.value(String(text[text.index(after: equals)...])))
    }
  }

  /// The condition on the items of a table; `nil` without any.
  func itemCondition() throws -> ItemCondition? {
    let conditions = try attributeConditions().map { Attribute(path: $0.path) == $0.value }
    return conditions.dropFirst().reduce(conditions.first) { result, next in
      result.map { $0 && next }
    }
  }

  /// The positions of the items of an index that meet the conditions; `nil` without any.
  ///
  /// - Throws: `HUSEError.invalidData` for an index without attributes.
  func positions(in index: EmbeddingIndex, at file: FilePath) throws -> [Int]? {
    let conditions = try attributeConditions()
    guard !conditions.isEmpty else { return nil }
    guard index.hasAttributes else {
      throw HUSEError.invalidData(
        source: file.path, problem: "its items have no attributes for --where",
        remedy: "Make the index again with `huse embed --data`, which writes class and text.")
    }
    return try (0..<index.count).filter { position in
      let attributes = try index.attributes(at: position, as: JSONValue.self)
      return conditions.allSatisfy { $0.holds(for: attributes) }
    }
  }

  private static func value(_ text: String) -> AttributeValue {
    switch text {
    case "true": return true
    case "false": return false
    case "null": return .null
    default: break
    }
    if let number = Int(text) { return .integer(number) }
    if let number = Double(text), number.isFinite { return .number(number) }
    let quoted = try? JSONDecoder().decode(String.self, from: Data(text.utf8))
    return .string(quoted ?? text)
  }
}

/// An attribute has a value.
struct AttributeCondition {
  /// The keys that lead to the attribute.
  let path: [String]
  let value: AttributeValue

  /// Whether an item with these attributes meets the condition, as it would in a table.
  func holds(for attributes: JSONValue) -> Bool {
    var found: JSONValue? = attributes
    for key in path { found = found?[key] }
    switch (found, value) {
    case (.null, .null): return true
    case (.boolean(let found), .boolean(let value)): return found == value
    case (.text(let found), .string(let value)):
      // Swift holds different sequences of characters for equal that PostgreSQL does not.
      return found.utf8.elementsEqual(value.utf8)
    case (.integer(let found), .integer(let value)): return found == value
    case (.integer(let found), .number(let value)): return Double(found) == value
    case (.number(let found), .integer(let value)): return found == Double(value)
    case (.number(let found), .number(let value)): return found == value
    default: return false
    }
  }
}

/// A value of JSON.
enum JSONValue: Decodable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    // The most frequent first.
    if let object = try? value.decode([String: JSONValue].self) {
      self = .object(object)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let integer = try? value.decode(Int.self) {
      self = .integer(integer)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else if value.decodeNil() {
      self = .null
    } else {
      self = .array(try value.decode([JSONValue].self))
    }
  }

  /// The member of an object, or the element of an array at a position, from its end if it is
  /// negative.
  subscript(key: String) -> JSONValue? {
    switch self {
    case .object(let object): return object[key]
    case .array(let array):
      guard let position = Int(key) else { return nil }
      let index = position < 0 ? array.count + position : position
      return array.indices.contains(index) ? array[index] : nil
    default: return nil
    }
  }
}
