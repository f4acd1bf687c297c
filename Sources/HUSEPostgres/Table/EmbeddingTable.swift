import HUSECore
public import HUSEModel

/// Embeddings in a table of PostgreSQL, searched by pgvector.
///
/// ```swift
/// let table = try await EmbeddingTable.load(index, into: "dishes", in: pool)
/// let query = try model.embed(text: "a spicy soup")
/// for match in try await table.nearest(5, to: query, where: Attribute("isVegetarian") == true) {
///   print(match.identifier, match.distance)
/// }
/// ```
///
/// The table has the columns `identifier`, `embedding` and `attributes`, so other programs can read
/// it. The table `huse_tables` of the same schema holds the dimension and the fingerprint of the
/// model, which are checked whenever the table is opened.
public struct EmbeddingTable: Sendable {
  /// The name, with the schema.
  public var name: String { table.text }
  /// The connections to the server.
  public let pool: PostgresPool
  /// The length of an embedding.
  public let dimension: Int
  /// How the embeddings are stored.
  public var storage: TableStorage { vectors.storage }
  /// The fingerprint of the model that made the embeddings; `nil` if it is unknown.
  public let modelFingerprint: String?

  let table: TableName
  let vectors: VectorExtension

  init(
    table: TableName, pool: PostgresPool, dimension: Int, modelFingerprint: String?,
    vectors: VectorExtension
  ) {
    (self.table, self.pool, self.vectors) = (table, pool, vectors)
    (self.dimension, self.modelFingerprint) = (dimension, modelFingerprint)
  }

  /// Opens a table.
  ///
  /// - Parameters:
  ///   - name: `table` or `schema.table`.
  ///   - pool: the connections to the server.
  ///   - dimension: the length that its embeddings must have, if it matters.
  ///   - modelFingerprint: the fingerprint that its model must have, if it matters.
  /// - Throws: `HUSEError.invalidArgument` for a name that names no table; `.invalidData` if there
  ///   is no such table, or none that this library made, or one of another model;
  ///   `.shapeMismatch` for another dimension; `.databaseFailed` and `.connectionLost`.
  public init(
    _ name: String, in pool: PostgresPool, dimension: Int? = nil, modelFingerprint: String? = nil
  ) async throws(HUSEError) {
    let name = try TableName(name)
    let table = try await pool.run("opening '\(name.text)'") {
      (connection) throws(HUSEError) -> EmbeddingTable in
      let table = try name.resolved(on: connection)
      guard let table = try EmbeddingTable(table, pool: pool, on: connection) else {
        throw .invalidData(
          source: "\(connection.address.server), table '\(table.text)'",
          problem: "there is no such table", remedy: Self.load)
      }
      return table
    }
    try table.check(dimension: dimension, modelFingerprint: modelFingerprint)
    self = table
  }

  /// Opens a table with a connection; `nil` if there is none.
  init?(
    _ table: TableName, pool: PostgresPool, on connection: isolated PostgresConnection
  ) throws(HUSEError) {
    let operation = "opening '\(table.text)'"
    var vectors = try VectorExtension(on: connection)
    guard try TableRecord.exists(table, on: connection, operation) else { return nil }
    let source = "\(connection.address.server), table '\(table.text)'"
    guard let record = try TableRecord(of: table, on: connection, operation) else {
      throw .invalidData(
        source: source, problem: "it was not made by this library",
        remedy: "Choose another name, or remove the table.")
    }
    vectors.storage = record.storage
    let column = try connection.execute(
      """
      SELECT atttypmod::bigint FROM pg_attribute
      WHERE attrelid = to_regclass($1) AND attname = 'embedding' AND atttypid = $2::bigint::oid
      """, [.text(table.sql), .integer(Int(vectors.vectorType))], for: operation)
    guard column.count == 1, column.integer(0, 0) == record.dimension else {
      throw .invalidData(
        source: source,
        problem: "its column `embedding` is not a \(record.storage.typeName) of "
          + "\(record.dimension) values",
        remedy: Self.load)
    }
    self.init(
      table: table, pool: pool, dimension: record.dimension,
      modelFingerprint: record.modelFingerprint, vectors: vectors)
  }

  private static let load: Remedy =
    "Load the table again with `EmbeddingTable.load` or `huse index`."

  /// Creates a table without items, or opens it if it is there.
  ///
  /// - Parameters:
  ///   - name: `table` or `schema.table`.
  ///   - pool: the connections to the server.
  ///   - dimension: the length of an embedding.
  ///   - modelFingerprint: the fingerprint of the model that makes the embeddings.
  ///   - storage: how the embeddings are stored; by default `float32`, or as they are in a table
  ///     that is there.
  /// - Returns: the table.
  /// - Throws: as `init(_:in:dimension:modelFingerprint:)`; `HUSEError.invalidArgument` for a table
  ///   that is there with another storage.
  public static func create(
    _ name: String, in pool: PostgresPool, dimension: Int, modelFingerprint: String? = nil,
    storage: TableStorage? = nil
  ) async throws(HUSEError) -> EmbeddingTable {
    let name = try TableName(name)
    try check(dimension: dimension)
    let operation = "creating '\(name.text)'"
    let table = try await pool.run(operation) { (connection) throws(HUSEError) -> EmbeddingTable in
      let table = try name.resolved(on: connection)
      try VectorExtension.createIfAbsent(on: connection)
      return try connection.transaction(for: operation) { () throws(HUSEError) in
        try TableRecord.lock(on: connection, operation)
        if let existing = try EmbeddingTable(table, pool: pool, on: connection) {
          return existing
        }
        let vectors = try VectorExtension(on: connection, storage: storage ?? .float32)
        let created = EmbeddingTable(
          table: table, pool: pool, dimension: dimension, modelFingerprint: modelFingerprint,
          vectors: vectors)
        try TableRecord.createTable(beside: table, on: connection, operation)
        try connection.execute(created.definition(of: table), for: operation)
        try connection.execute(created.keyDefinition(of: table), for: operation)
        try TableRecord(of: created).write(for: table, on: connection, operation)
        return created
      }
    }
    try table.check(dimension: dimension, modelFingerprint: modelFingerprint)
    try table.check(storage)
    return table
  }

  /// Removes the table with its items, and a load that is not finished.
  ///
  /// - Throws: `HUSEError.databaseFailed` and `.connectionLost`.
  public func drop() async throws(HUSEError) {
    let operation = "removing '\(name)'"
    try await pool.run(operation) { (connection) throws(HUSEError) in
      try connection.transaction(for: operation) { () throws(HUSEError) in
        try TableRecord.lock(on: connection, operation)
        try checkStaging(on: connection, operation)
        for table in [table, table.staging] {
          try connection.execute("DROP TABLE IF EXISTS \(table.sql)", for: operation)
          try TableRecord.remove(of: table, on: connection, operation)
        }
      }
    }
  }
}

extension EmbeddingTable {
  /// Checks that a model is the one whose embeddings the table holds.
  ///
  /// - Throws: `HUSEError.shapeMismatch` for one of another dimension, `.invalidData` for another
  ///   one if the table knows its model.
  public func check(isOf model: SharedEmbedding) throws(HUSEError) {
    try check(
      dimension: model.dimension,
      modelFingerprint: modelFingerprint == nil ? nil : try model.fingerprint)
  }

  func check(dimension: Int?, modelFingerprint found: String?) throws(HUSEError) {
    if let dimension, dimension != self.dimension {
      throw .shapeMismatch(
        expected: [self.dimension], found: [dimension], in: "embeddings for the table '\(name)'",
        remedy: "Use the model that made its embeddings, or another table.")
    }
    guard let found, let modelFingerprint, found != modelFingerprint else { return }
    throw .invalidData(
      source: "table '\(name)'",
      problem: "was made with another model, of the fingerprint \(modelFingerprint); this one has "
        + found,
      remedy: "Use that model, or load another table with this one.")
  }

  func check(_ storage: TableStorage?) throws(HUSEError) {
    guard let storage, storage != self.storage else { return }
    throw .invalidArgument(
      name: "storage", found: storage.rawValue,
      expected: "\(self.storage.rawValue), as the table '\(name)' has it, or another table")
  }

  /// Checks that the table which a load fills is not another program's.
  func checkStaging(
    on connection: isolated PostgresConnection, _ operation: String
  ) throws(HUSEError) {
    guard try TableRecord.exists(table.staging, on: connection, operation),
      try TableRecord(of: table.staging, on: connection, operation) == nil
    else { return }
    throw .invalidData(
      source: "\(connection.address.server), table '\(table.staging.text)'",
      problem: "a load needs this name, but the table was not made by this library",
      remedy: "Choose another name, or remove the table.")
  }

  static func check(dimension: Int) throws(HUSEError) {
    guard (1...16_000).contains(dimension) else {
      throw .invalidArgument(
        name: "dimension", found: "\(dimension)", expected: "1 to 16,000, which pgvector stores")
    }
  }

  /// The statement that creates a table without its key.
  func definition(of table: TableName) -> String {
    """
    CREATE TABLE \(table.sql) (
      identifier text COLLATE "C" NOT NULL,
      embedding \(vectors.vector)(\(dimension)) NOT NULL,
      attributes jsonb)
    """
  }

  /// The statement that gives a table its key.
  func keyDefinition(of table: TableName) -> String {
    "ALTER TABLE \(table.sql) ADD CONSTRAINT \(TableName.quoted(table.primaryKey.name)) "
      + "PRIMARY KEY (identifier)"
  }
}

extension TableName {
  /// The name with its schema: the one that new tables get if it names none.
  func resolved(on connection: isolated PostgresConnection) throws(HUSEError) -> TableName {
    guard schema == nil else { return self }
    let operation = "opening '\(text)'"
    let rows = try connection.execute("SELECT current_schema()::text", for: operation)
    guard let schema = rows.text(0, 0) else {
      throw .invalidData(
        source: connection.address.server,
        problem: "no schema of the search path exists, so '\(text)' is nowhere",
        remedy: "Name the table with its schema, as schema.table.")
    }
    return TableName(schema: schema, name: name)
  }
}
