import CPQ
import HUSECore

/// The extension pgvector as a database has it.
struct VectorExtension: Sendable {
  /// The schema of its types and operators, as a part of a statement.
  private let schema: String
  /// The number of the type vector.
  let vectorType: Oid

  /// The type vector, or one of a certain dimension.
  var vector: String { "\(schema).vector" }
  /// The operator of cosine distance.
  var cosineDistance: String { "OPERATOR(\(schema).<=>)" }
  /// The operators of an index by cosine distance.
  var cosineOperators: String { "\(schema).vector_cosine_ops" }

  /// The first version whose index continues a search until enough items meet a condition.
  private static let oldestVersion = [0, 8]

  /// Finds the extension; creates it if asked to.
  ///
  /// - Throws: `HUSEError.invalidData` if it is absent, `.unsupportedFile` if it is older than 0.8.
  init(
    on connection: isolated PostgresConnection, creating: Bool
  ) throws(HUSEError) {
    let operation = "looking for pgvector"
    var rows = try Self.find(on: connection, operation)
    if rows.count == 0, creating {
      try connection.execute("CREATE EXTENSION IF NOT EXISTS vector", for: operation)
      rows = try Self.find(on: connection, operation)
    }
    guard rows.count == 1, let schema = rows.text(0, 0), let version = rows.text(0, 1),
      let type = rows.integer(0, 2)
    else {
      throw .invalidData(
        source: connection.address.server, problem: "the database lacks the extension vector",
        remedy: "Install pgvector on the server, then run CREATE EXTENSION vector.")
    }
    let numbers = version.split(separator: ".").map { Int($0) ?? 0 }
    guard !numbers.lexicographicallyPrecedes(Self.oldestVersion) else {
      throw .unsupportedFile(
        path: connection.address.server, found: "pgvector \(version)", supported: "0.8 and later",
        remedy: "Install a newer pgvector, then run ALTER EXTENSION vector UPDATE.")
    }
    self.schema = TableName.quoted(schema)
    vectorType = Oid(type)
  }

  private static func find(
    on connection: isolated PostgresConnection, _ operation: String
  ) throws(HUSEError) -> ResultRows {
    try connection.execute(
      """
      SELECT n.nspname::text, e.extversion, t.oid::bigint FROM pg_extension e
      JOIN pg_namespace n ON n.oid = e.extnamespace
      JOIN pg_type t ON t.typnamespace = n.oid AND t.typname = 'vector'
      WHERE e.extname = 'vector'
      """, for: operation)
  }
}
