import CPQ
import HUSECore

/// The extension pgvector as a database has it, and the type of a table's embeddings in it.
struct VectorExtension: Sendable {
  /// The schema of its types and operators, as a part of a statement.
  private let schema: String
  /// The numbers of its types.
  private let types: [TableStorage: Oid]
  /// The type of the embeddings.
  var storage: TableStorage

  /// The number of the type.
  var vectorType: Oid { types[storage] ?? 0 }
  /// The type as a part of a statement.
  var vector: String { "\(schema).\(storage.typeName)" }
  /// The operator of cosine distance.
  var cosineDistance: String { "OPERATOR(\(schema).<=>)" }
  /// The operators of an index by cosine distance.
  var cosineOperators: String { "\(vector)_cosine_ops" }

  /// The first version whose index continues a search until enough items meet a condition.
  private static let oldestVersion = [0, 8]

  /// Finds the extension.
  ///
  /// - Throws: `HUSEError.invalidData` if it is absent, `.unsupportedFile` if it is older than 0.8.
  init(
    on connection: isolated PostgresConnection, storage: TableStorage = .float32
  ) throws(HUSEError) {
    self.storage = storage
    let rows = try Self.find(on: connection)
    guard rows.count == 1, let schema = rows.text(0, 0), let version = rows.text(0, 1),
      let single = rows.integer(0, 2)
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
    types = [.float32: Oid(single), .float16: Oid(rows.integer(0, 3) ?? 0)]
  }

  /// Creates the extension in a transaction of its own, unless it is there.
  ///
  /// - Throws: as the connection does.
  static func createIfAbsent(on connection: isolated PostgresConnection) throws(HUSEError) {
    guard try find(on: connection).count == 0 else { return }
    let operation = "creating the extension vector"
    do {
      try connection.transaction(for: operation) { () throws(HUSEError) in
        // Two that create it at once are not both told that it exists: the second one fails.
        try TableRecord.lock(on: connection, operation)
        try connection.execute("CREATE EXTENSION IF NOT EXISTS vector", for: operation)
      }
    } catch {
      // Another program, which knows nothing of the lock, may have created it meanwhile.
      guard try find(on: connection).count > 0 else { throw error }
    }
  }

  private static func find(
    on connection: isolated PostgresConnection
  ) throws(HUSEError) -> ResultRows {
    try connection.execute(
      """
      SELECT n.nspname::text, e.extversion, t.oid::bigint, h.oid::bigint FROM pg_extension e
      JOIN pg_namespace n ON n.oid = e.extnamespace
      JOIN pg_type t ON t.typnamespace = n.oid AND t.typname = 'vector'
      LEFT JOIN pg_type h ON h.typnamespace = n.oid AND h.typname = 'halfvec'
      WHERE e.extname = 'vector'
      """, for: "looking for pgvector")
  }
}
