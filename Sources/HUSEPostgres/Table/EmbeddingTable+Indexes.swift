import HUSECore

extension EmbeddingTable {
  /// Builds the approximate index of the embeddings, unless there is one.
  ///
  /// Without it a search compares all items. Others read and change the table meanwhile, except
  /// that changes wait.
  ///
  /// - Throws: `HUSEError.invalidArgument` for settings that pgvector does not take, and for
  ///   embeddings of more than 2,000 values, or 4,000 in `float16`; `.databaseFailed` and
  ///   `.connectionLost`.
  public func createIndex(
    _ settings: HNSWSettings = HNSWSettings()
  ) async throws(HUSEError) {
    try check(settings)
    let operation = "building the index of '\(name)'"
    try await pool.run(operation) { (connection) throws(HUSEError) in
      try buildIndex(settings, of: table, on: connection, operation)
    }
  }

  /// Builds an index of the attributes, unless there is one.
  ///
  /// It finds the items for conditions with `==` and `contains` that only few items meet.
  ///
  /// - Throws: `HUSEError.databaseFailed` and `.connectionLost`.
  public func createAttributeIndex() async throws(HUSEError) {
    let operation = "building the index of the attributes of '\(name)'"
    try await pool.run(operation) { (connection) throws(HUSEError) in
      let definition =
        "CREATE INDEX IF NOT EXISTS \(TableName.quoted(table.attributeIndex.name)) "
        + "ON \(table.sql) USING gin (attributes jsonb_path_ops)"
      try connection.executeTogether(
        [table.attributeIndex.lock, (definition, [])], for: operation)
    }
  }

  func check(_ settings: HNSWSettings) throws(HUSEError) {
    guard (2...100).contains(settings.m) else {
      throw .invalidArgument(name: "m", found: "\(settings.m)", expected: "2 to 100")
    }
    guard (2 * settings.m...1000).contains(settings.efConstruction) else {
      throw .invalidArgument(
        name: "efConstruction", found: "\(settings.efConstruction)",
        expected: "\(2 * settings.m) to 1,000, for m \(settings.m)")
    }
    guard dimension <= storage.largestIndexedDimension else {
      let fitsHalf =
        storage == .float32 && dimension <= TableStorage.float16.largestIndexedDimension
      throw .invalidArgument(
        name: "index", found: "embeddings of \(dimension) values",
        expected: "at most \(storage.largestIndexedDimension) in \(storage.rawValue)"
          + (fitsHalf ? ", a table with the storage float16" : "") + ", or no index")
    }
  }

  func buildIndex(
    _ settings: HNSWSettings, of table: TableName, on connection: isolated PostgresConnection,
    _ operation: String
  ) throws(HUSEError) {
    var statements = [table.vectorIndex.lock]
    if let memory = settings.memory {
      statements.append(
        ("SELECT set_config('maintenance_work_mem', $1, true)", [.text(memory)]))
    }
    statements.append(
      (
        """
        CREATE INDEX IF NOT EXISTS \(TableName.quoted(table.vectorIndex.name)) ON \(table.sql)
        USING hnsw (embedding \(vectors.cosineOperators))
        WITH (m = \(settings.m), ef_construction = \(settings.efConstruction))
        """, []
      ))
    try connection.executeTogether(statements, for: operation)
  }
}

extension TableName {
  /// The statement that makes others who build the index of this name wait until the end of the
  /// transaction; without it the second one would fail when it has built its own.
  fileprivate var lock: (sql: String, parameters: [Parameter]) {
    ("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", [.text("huse index \(sql)")])
  }
}
