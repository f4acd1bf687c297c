import HUSECore

/// What `huse_tables` says of a table: the dimension, the storage and the model of its embeddings,
/// and how far a load has come.
struct TableRecord: Sendable {
  let dimension: Int
  let storage: TableStorage
  let modelFingerprint: String?
  /// The checksum of the items of the load that fills the table, or that filled it last.
  var content: String?
  /// The number of items that the load has copied.
  var loadedCount = 0

  private static let format = 1

  /// The record of a table.
  init(of table: EmbeddingTable, content: String? = nil) {
    (dimension, storage) = (table.dimension, table.storage)
    (modelFingerprint, self.content) = (table.modelFingerprint, content)
  }

  /// Creates the table of the records.
  static func createTable(
    beside table: TableName, on connection: isolated PostgresConnection, _ operation: String
  ) throws(HUSEError) {
    try connection.execute(
      """
      CREATE TABLE IF NOT EXISTS \(table.records.sql) (
        name text COLLATE "C" PRIMARY KEY,
        format integer NOT NULL,
        dimension integer NOT NULL,
        storage text NOT NULL,
        model text,
        content text,
        loaded bigint NOT NULL DEFAULT 0)
      """, for: operation)
  }

  /// Reads the record of a table; `nil` if there is none.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - connection: a connection to its server.
  ///   - isLocking: whether the record is locked until the end of the transaction.
  ///   - operation: what this is for.
  /// - Throws: `HUSEError.unsupportedFile` for a table of a later HUSE.
  init?(
    of table: TableName, on connection: isolated PostgresConnection,
    locking isLocking: Bool = false,
    _ operation: String
  ) throws(HUSEError) {
    guard try Self.exists(table.records, on: connection, operation) else { return nil }
    let rows = try connection.execute(
      """
      SELECT format::bigint, storage, dimension::bigint, model, content, loaded
      FROM \(table.records.sql) WHERE name = $1\(isLocking ? " FOR UPDATE" : "")
      """, [.text(table.name)], for: operation)
    guard rows.count == 1, let format = rows.integer(0, 0), let storage = rows.text(0, 1),
      let dimension = rows.integer(0, 2), let loadedCount = rows.integer(0, 5)
    else { return nil }
    guard format == Self.format, let known = TableStorage(rawValue: storage) else {
      throw .unsupportedFile(
        path: "table '\(table.text)'", found: "format version \(format), storage \(storage)",
        supported: "\(Self.format), \(TableStorage.list); newer tables need a newer HUSE")
    }
    (self.dimension, self.storage, self.loadedCount) = (dimension, known, loadedCount)
    (modelFingerprint, content) = (rows.text(0, 3), rows.text(0, 4))
  }

  /// Writes the record of a table in place of an earlier one.
  func write(
    for table: TableName, on connection: isolated PostgresConnection, _ operation: String
  ) throws(HUSEError) {
    try connection.execute(
      """
      INSERT INTO \(table.records.sql) AS r
        (name, format, dimension, storage, model, content, loaded)
      VALUES ($1, $2::bigint, $3::bigint, $4, $5, $6, $7)
      ON CONFLICT (name) DO UPDATE SET format = excluded.format, dimension = excluded.dimension,
        storage = excluded.storage, model = excluded.model, content = excluded.content,
        loaded = excluded.loaded
      """,
      [
        .text(table.name), .integer(Self.format), .integer(dimension),
        .text(storage.rawValue), .text(modelFingerprint), .text(content), .integer(loadedCount),
      ], for: operation)
  }

  static func remove(
    of table: TableName, on connection: isolated PostgresConnection, _ operation: String
  ) throws(HUSEError) {
    try connection.execute(
      "DELETE FROM \(table.records.sql) WHERE name = $1", [.text(table.name)], for: operation)
  }

  /// Whether there is a table or an index of this name.
  static func exists(
    _ table: TableName, on connection: isolated PostgresConnection, _ operation: String
  ) throws(HUSEError) -> Bool {
    let rows = try connection.execute(
      "SELECT to_regclass($1) IS NOT NULL", [.text(table.sql)], for: operation)
    return rows.boolean(0, 0) ?? false
  }

  /// Makes other programs that create, publish or remove tables, or create the extension, wait
  /// until the end of the transaction.
  static func lock(
    on connection: isolated PostgresConnection, _ operation: String
  ) throws(HUSEError) {
    try connection.execute(
      "SELECT pg_advisory_xact_lock(hashtextextended('huse_tables', 0))::text", for: operation)
  }
}
