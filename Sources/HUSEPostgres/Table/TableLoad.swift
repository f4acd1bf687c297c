import HUSECore
import HUSEModel

/// The steps of a load, each of which may be repeated.
struct TableLoad: Sendable {
  let items: LoadedItems
  /// The table that the items are for, whether it is there or not.
  let destination: EmbeddingTable
  private let duplicates: EmbeddingIndex.DuplicatePolicy

  private var pool: PostgresPool { destination.pool }
  private var table: TableName { destination.table }
  /// What tells this load from others.
  private var content: String {
    items.content + (destination.storage == .float32 ? "" : " \(destination.storage.rawValue)")
  }
  private var operation: String { "loading '\(table.text)'" }

  /// Checks that the items are for the table.
  init(
    _ items: LoadedItems, into name: TableName, in pool: PostgresPool,
    duplicates: EmbeddingIndex.DuplicatePolicy, storage: TableStorage?
  ) async throws(HUSEError) {
    (self.items, self.duplicates) = (items, duplicates)
    destination = try await pool.run("loading '\(name.text)'") {
      (connection) throws(HUSEError) -> EmbeddingTable in
      let table = try name.resolved(on: connection)
      try VectorExtension.createIfAbsent(on: connection)
      if let existing = try EmbeddingTable(table, pool: pool, on: connection) {
        return existing
      }
      let vectors = try VectorExtension(on: connection, storage: storage ?? .float32)
      return EmbeddingTable(
        table: table, pool: pool, dimension: items.dimension,
        modelFingerprint: items.modelFingerprint, vectors: vectors)
    }
    try destination.check(storage)
    try destination.check(dimension: items.dimension, modelFingerprint: items.modelFingerprint)
  }

  /// Prepares the table that is filled.
  ///
  /// - Returns: the number of items that an earlier load of the same has copied.
  func begin() async throws(HUSEError) -> Int {
    try await pool.run(operation) { (connection) throws(HUSEError) in
      try connection.transaction(for: operation) { () throws(HUSEError) in
        try TableRecord.lock(on: connection, operation)
        try TableRecord.createTable(beside: table, on: connection, operation)
        if let copied = try copiedCount(on: connection) { return copied }
        try destination.checkStaging(on: connection, operation)
        try connection.execute("DROP TABLE IF EXISTS \(table.staging.sql)", for: operation)
        try connection.execute(destination.definition(of: table.staging), for: operation)
        try TableRecord(of: destination, content: content)
          .write(for: table.staging, on: connection, operation)
        return 0
      }
    }
  }

  /// The number of items that were copied, which stays the same until the end of the transaction;
  /// `nil` if these are not the items of the load that has begun.
  private func copiedCount(on connection: isolated PostgresConnection) throws(HUSEError) -> Int? {
    guard try TableRecord.exists(table.staging, on: connection, operation),
      let record = try TableRecord(of: table.staging, on: connection, locking: true, operation),
      record.content == content
    else { return nil }
    return record.loadedCount
  }

  /// Copies the next items, and records it in the same transaction.
  ///
  /// - Returns: the number of items that are copied.
  func copyChunk() async throws(HUSEError) -> Int {
    try await pool.run(operation) { (connection) throws(HUSEError) in
      try connection.transaction(for: operation) { () throws(HUSEError) in
        guard let copied = try copiedCount(on: connection) else {
          // Another process may have published the same items.
          if try isPublished(on: connection) { return items.count }
          throw takenOver
        }
        let chunk = items.chunk(from: copied)
        guard !chunk.isEmpty else { return copied }
        var blocks = items.blocks(of: chunk, in: destination.storage)
        try connection.copy(
          """
          COPY \(table.staging.sql) (identifier, embedding, attributes)
          FROM STDIN (FORMAT binary)
          """,
          for: operation
        ) { blocks.nextBlock() }
        try connection.execute(
          "UPDATE \(table.records.sql) SET loaded = $2 WHERE name = $1",
          [.text(table.staging.name), .integer(chunk.upperBound)], for: operation)
        return chunk.upperBound
      }
    }
  }

  private var takenOver: HUSEError {
    .invalidData(
      source: "table '\(table.text)'", problem: "another load of it has begun",
      remedy: "Load one index into a table at a time; then repeat this load.")
  }

  private func isPublished(on connection: isolated PostgresConnection) throws(HUSEError) -> Bool {
    try TableRecord(of: table, on: connection, operation)?.content == content
  }

  /// Builds the indexes of a table that is to be published as a whole.
  func buildIndexes(_ settings: HNSWSettings?) async throws(HUSEError) {
    let staging = table.staging
    try await pool.run(operation) { (connection) throws(HUSEError) in
      try connection.transaction(for: operation) { () throws(HUSEError) in
        // Another process that loads the same items waits.
        guard try copiedCount(on: connection) == items.count,
          try !TableRecord.exists(table, on: connection, operation)
        else { return }
        if try !TableRecord.exists(staging.primaryKey, on: connection, operation) {
          try connection.execute(destination.keyDefinition(of: staging), for: operation)
        }
        if let settings {
          try destination.buildIndex(settings, of: staging, on: connection, operation)
        }
        try connection.execute("ANALYZE \(staging.sql)", for: operation)
      }
    }
  }

  /// Makes the items visible.
  ///
  /// - Returns: the table.
  func publish() async throws(HUSEError) -> EmbeddingTable {
    try await pool.run(operation) { (connection) throws(HUSEError) in
      try connection.transaction(for: operation) { () throws(HUSEError) in
        try TableRecord.lock(on: connection, operation)
        guard try copiedCount(on: connection) == items.count else {
          // The connection may have been lost after the server had committed.
          if try isPublished(on: connection) { return }
          throw takenOver
        }
        if try TableRecord.exists(table, on: connection, operation) {
          try insert(on: connection)
        } else {
          try rename(on: connection)
        }
        try TableRecord.remove(of: table.staging, on: connection, operation)
        try TableRecord(of: destination, content: content)
          .write(for: table, on: connection, operation)
      }
    }
    return destination
  }

  /// Makes the filled table the table.
  private func rename(on connection: isolated PostgresConnection) throws(HUSEError) {
    let staging = table.staging
    for (old, new) in [
      (staging.primaryKey, table.primaryKey), (staging.vectorIndex, table.vectorIndex),
    ] {
      try connection.execute(
        "ALTER INDEX IF EXISTS \(old.sql) RENAME TO \(TableName.quoted(new.name))", for: operation)
    }
    try connection.execute(
      "ALTER TABLE \(staging.sql) RENAME TO \(TableName.quoted(table.name))", for: operation)
  }

  /// Adds the items of the filled table to the table.
  private func insert(on connection: isolated PostgresConnection) throws(HUSEError) {
    let staging = table.staging
    if duplicates == .fail {
      let found = try connection.execute(
        """
        SELECT s.identifier FROM \(staging.sql) s JOIN \(table.sql) t USING (identifier) LIMIT 1
        """, for: operation)
      if let name = found.text(0, 0), found.count > 0 {
        throw .invalidRow(
          source: "identifiers", row: items.identifiers.firstIndex(of: name) ?? 0, column: nil,
          problem: "'\(name.prefix(60))' is already in the table '\(table.text)'",
          remedy: .either("Give it another name", orPass: .updatingDuplicates))
      }
    }
    let hasAttributes = items.attributeTexts != nil
    try connection.execute(
      """
      INSERT INTO \(table.sql) AS t (identifier, embedding, attributes)
      SELECT identifier, embedding, attributes FROM \(staging.sql)
      ORDER BY identifier
      ON CONFLICT (identifier) DO UPDATE SET embedding = excluded.embedding\
      \(hasAttributes ? ", attributes = excluded.attributes" : "")
      WHERE (t.embedding\(hasAttributes ? ", t.attributes" : ""))
        IS DISTINCT FROM (excluded.embedding\(hasAttributes ? ", excluded.attributes" : ""))
      """, for: operation)
    try connection.execute("DROP TABLE \(staging.sql)", for: operation)
  }
}
