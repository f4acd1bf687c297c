import Foundation
import HUSECore
public import HUSEModel

extension EmbeddingTable {
  /// The most values of one call, 256 MB, which one statement takes.
  private static let mostValues = 1 << 26

  /// Adds items, or gives those whose names are in the table new embeddings; their attributes stay.
  ///
  /// All of them or none. Use `load` for many.
  ///
  /// - Parameters:
  ///   - embeddings: the embeddings.
  ///   - identifiers: a name for each.
  /// - Throws: `HUSEError.shapeMismatch` for another dimension or number of names; `.invalidRow`
  ///   for a name that is duplicated, too long or has a NUL character, and for an embedding of
  ///   zeros or with a value that is not finite; `.invalidArgument` for more than 2²⁶ values;
  ///   `.databaseFailed` and `.connectionLost`.
  public func upsert(_ embeddings: Embeddings, identifiers: [String]) async throws(HUSEError) {
    try await upsert(embeddings, identifiers, attributeTexts: nil)
  }

  /// Adds items with their attributes, or gives those whose names are in the table new ones.
  ///
  /// - Parameters:
  ///   - embeddings: the embeddings.
  ///   - identifiers: a name for each.
  ///   - attributes: a value for each.
  /// - Throws: as `upsert(_:identifiers:)`; `.invalidRow` for attributes that cannot be encoded, or
  ///   have a NUL character.
  public func upsert(
    _ embeddings: Embeddings, identifiers: [String], attributes: [some Encodable]
  ) async throws(HUSEError) {
    guard attributes.count == embeddings.count else {
      throw .shapeMismatch(
        expected: [embeddings.count], found: [attributes.count], in: "attributes for a table",
        remedy: "Pass one value for each item.")
    }
    try await upsert(
      embeddings, identifiers, attributeTexts: try EmbeddingIndex.texts(of: attributes))
  }

  private func upsert(
    _ embeddings: Embeddings, _ identifiers: [String], attributeTexts: [String]?
  ) async throws(HUSEError) {
    try check(dimension: embeddings.isEmpty ? nil : embeddings.dimension, modelFingerprint: nil)
    try Self.check(identifiers, attributeTexts, of: embeddings)
    guard !embeddings.isEmpty else { return }
    guard embeddings.vectors.count <= Self.mostValues else {
      throw .invalidArgument(
        name: "embeddings", found: "\(embeddings.vectors.count) values",
        expected: "at most \(Self.mostValues); load more than that")
    }
    var parameters: [Parameter] = [
      .texts(identifiers), .vectors(embeddings.vectors, in: vectors),
    ]
    if let attributeTexts { parameters.append(.texts(attributeTexts)) }
    let hasAttributes = attributeTexts != nil
    // Always in the same order, so that calls do not wait for each other in a circle.
    let statement = """
      INSERT INTO \(table.sql) (identifier, embedding, attributes)
      SELECT i.identifier, i.embedding, \(hasAttributes ? "i.attributes::jsonb" : "NULL")
      FROM unnest($1::text[], $2::\(vectors.vector)[]\(hasAttributes ? ", $3::text[]" : ""))
        AS i(identifier, embedding\(hasAttributes ? ", attributes" : ""))
      ORDER BY i.identifier COLLATE "C"
      ON CONFLICT (identifier) DO UPDATE SET embedding = excluded.embedding\
      \(hasAttributes ? ", attributes = excluded.attributes" : "")
      """
    let operation = "writing to '\(name)'"
    let values = parameters
    try await pool.run(operation) { (connection) throws(HUSEError) in
      _ = try connection.execute(statement, values, for: operation)
    }
  }

  /// Removes the items of these names; names that are not in the table are ignored.
  ///
  /// - Returns: the number of items that were removed. After a lost connection those that were
  ///   removed before it do not count.
  /// - Throws: `HUSEError.invalidArgument` for a name with a NUL character; `.databaseFailed` and
  ///   `.connectionLost`.
  @discardableResult
  public func remove(_ identifiers: some Collection<String>) async throws(HUSEError) -> Int {
    try await remove(where: .identifiers(Array(identifiers)))
  }

  /// Removes the items that meet a condition.
  ///
  /// - Returns: the number of items that were removed, as for `remove(_:)`.
  /// - Throws: `HUSEError.invalidArgument` for a condition that cannot be compared;
  ///   `.databaseFailed` and `.connectionLost`.
  @discardableResult
  public func remove(where condition: ItemCondition) async throws(HUSEError) -> Int {
    var parameters: [Parameter] = []
    let filter = try condition.sql(adding: &parameters)
    let values = parameters
    let operation = "removing from '\(name)'"
    return try await pool.run(operation) { (connection) throws(HUSEError) in
      try connection.execute("DELETE FROM \(table.sql) WHERE \(filter)", values, for: operation)
        .changedCount
    }
  }

  /// The number of items, or of those that meet a condition.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a condition that cannot be compared;
  ///   `.databaseFailed` and `.connectionLost`.
  public func count(where condition: ItemCondition? = nil) async throws(HUSEError) -> Int {
    var parameters: [Parameter] = []
    let filter = try condition.map { (condition) throws(HUSEError) in
      " WHERE \(try condition.sql(adding: &parameters))"
    }
    let values = parameters
    let operation = "counting in '\(name)'"
    return try await pool.run(operation) { (connection) throws(HUSEError) in
      try connection.execute(
        "SELECT count(*) FROM \(table.sql)\(filter ?? "")", values, for: operation
      ).integer(0, 0) ?? 0
    }
  }

  /// The number of items for each text that an attribute is, such as for each class.
  ///
  /// Items whose attribute is absent or no text do not count.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a key with a NUL character; `.databaseFailed` and
  ///   `.connectionLost`.
  public func counts(ofTexts attribute: Attribute) async throws(HUSEError) -> [String: Int] {
    try ItemCondition.check(attribute.path, "key")
    let operation = "counting in '\(name)'"
    return try await pool.run(operation) { (connection) throws(HUSEError) in
      let rows = try connection.execute(
        """
        SELECT attributes #>> $1::text[] AS value, count(*) FROM \(table.sql)
        WHERE jsonb_typeof(attributes #> $1::text[]) = 'string' GROUP BY 1
        """, [.texts(attribute.path)], for: operation)
      let counts = (0..<rows.count).compactMap { row in
        rows.text(row, 0).flatMap { text in rows.integer(row, 1).map { (text, $0) } }
      }
      // Texts that differ for PostgreSQL may be equal for Swift.
      return Dictionary(counts, uniquingKeysWith: +)
    }
  }

  /// The embeddings of items, to search for what is similar to them.
  ///
  /// - Throws: `HUSEError.invalidRow` for a name that is not in the table; `.databaseFailed` and
  ///   `.connectionLost`.
  public func embeddings(of identifiers: [String]) async throws(HUSEError) -> Embeddings {
    let operation = "reading from '\(name)'"
    let names = identifiers
    let found = try await pool.run(operation) { (connection) throws(HUSEError) in
      let rows = try connection.execute(
        """
        SELECT i.number, t.embedding FROM unnest($1::text[]) WITH ORDINALITY AS i(name, number)
        JOIN \(table.sql) t ON t.identifier = i.name ORDER BY i.number
        """, [.texts(names)], for: operation)
      return (0..<rows.count).compactMap { row in
        rows.integer(row, 0).flatMap { number in
          rows.vector(row, 1, in: storage).map { (row: number - 1, values: $0) }
        }
      }
    }
    let rows = Set(found.map(\.row))
    if let row = identifiers.indices.first(where: { !rows.contains($0) }) {
      throw .invalidRow(
        source: "identifiers", row: row, column: nil,
        problem: "'\(identifiers[row].prefix(60))' is not in the table '\(name)'",
        remedy: "Correct the name, or omit it.")
    }
    return try Embeddings(
      normalizing: Matrix(
        rows: found.count, columns: dimension, values: found.flatMap(\.values)))
  }
}
