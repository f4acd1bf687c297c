import HUSECore

/// The name of a table in its schema.
struct TableName: Sendable, Hashable {
  /// `nil` for the first schema of the search path.
  let schema: String?
  let name: String

  /// The bytes of a name: PostgreSQL cuts off those above 63, and an index has a longer name.
  private static let longest = 44

  init(schema: String?, name: String) { (self.schema, self.name) = (schema, name) }

  /// Reads `table` or `schema.table`.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a text that names no table.
  init(_ text: String) throws(HUSEError) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let isValid = parts.allSatisfy {
      !$0.isEmpty && !$0.utf8.contains(0) && $0.utf8.count <= Self.longest
    }
    guard isValid, (1...2).contains(parts.count) else {
      throw .invalidArgument(
        name: "table", found: "'\(text.prefix(60))'",
        expected: "table or schema.table, each of 1 to \(Self.longest) bytes, without NUL")
    }
    self.init(schema: parts.count == 2 ? parts[0] : nil, name: parts[parts.count - 1])
  }

  /// The name for messages.
  var text: String { (schema.map { "\($0)." } ?? "") + name }

  /// The name as a part of a statement.
  var sql: String { (schema.map { "\(Self.quoted($0))." } ?? "") + Self.quoted(name) }

  /// Another table or index in the same schema.
  func sibling(_ name: String) -> TableName { TableName(schema: schema, name: name) }

  /// The table that a load fills before its items become visible.
  var staging: TableName { sibling(name + "_loading") }
  /// The table with a row for each table of the schema that this library made.
  var records: TableName { sibling("huse_tables") }
  /// The constraint and index of the names.
  var primaryKey: TableName { sibling(name + "_pkey") }
  /// The index of the embeddings.
  var vectorIndex: TableName { sibling(name + "_hnsw") }
  /// The index of the attributes.
  var attributeIndex: TableName { sibling(name + "_gin") }

  static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}
