import ArgumentParser
import Foundation
import HUSE
import HUSEPostgres

/// The options of a search in a table of PostgreSQL.
struct TableSearchOptions: ParsableArguments {
  @OptionGroup var table: TableOptions

  @Option(
    name: .customLong("where"),
    help: """
      With --postgres, an attribute that items must have, as KEY=VALUE or KEY.KEY=VALUE; repeat it \
      for several. The value is a number, true, false, null, or else a text; "…" makes any a text.
      """)
  var conditions: [String] = []

  @Option(
    help: """
      With --postgres, candidates of the approximate index, 1 to 1,000: more find more of the \
      nearest items. By default 40, or twice --limit.
      """)
  var candidates: Int?

  func validate() throws {
    if table.postgres == nil, candidates != nil || !conditions.isEmpty {
      throw ValidationError("--where and --candidates go with --postgres.")
    }
    _ = try condition()
  }

  /// The condition that the items meet; `nil` without any.
  func condition() throws -> ItemCondition? {
    let conditions = try conditions.map { text in
      guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
        throw ValidationError("--where '\(text)' is not of the form KEY=VALUE.")
      }
      let path = text[..<equals].split(separator: ".", omittingEmptySubsequences: false)
      return Attribute(path: path.map(String.init))
        == Self.value(String(text[text.index(after: equals)...]))
    }
    return conditions.dropFirst().reduce(conditions.first) { result, next in
      result.map { $0 && next }
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
