import HUSECore
public import HUSEModel

extension EmbeddingTable {
  /// Loads the items of an index into a table, which is created if it is not there.
  ///
  /// The items are copied into the table `NAME_loading` a part at a time, and appear in the table
  /// all at once at the end: as the new table with its indexes if there was none, and in one
  /// transaction if there was. If the load is interrupted, the same call resumes behind the last
  /// part that was committed. A load of other items discards what was copied.
  ///
  /// - Parameters:
  ///   - index: the items, with their attributes and the fingerprint of their model.
  ///   - name: `table` or `schema.table`.
  ///   - pool: the connections to the server.
  ///   - duplicates: what to do with a name that is already in the table. With `update` a load can
  ///     be repeated; items that have not changed are not written again.
  ///   - storage: how a new table stores the embeddings; by default `float32`, or as they are in a
  ///     table that is there.
  ///   - approximateIndex: how the index of a new table is built; `nil` builds none.
  ///   - progress: called after each part; the load ends if it throws, and can be resumed.
  /// - Returns: the table.
  /// - Throws: `HUSEError.invalidArgument` for a name that names no table, an empty index, a table
  ///   with another storage, and an approximate index that pgvector does not build;
  ///   `.shapeMismatch` for embeddings of another dimension than the table has; `.invalidData` for
  ///   those of another model; `.invalidRow` for a name that is too long, has a NUL character, or
  ///   is in the table and not updated, and for an embedding of zeros; `.databaseFailed` and
  ///   `.connectionLost`; what `progress` throws.
  @discardableResult
  public static func load(
    _ index: EmbeddingIndex, into name: String, in pool: PostgresPool,
    duplicates: EmbeddingIndex.DuplicatePolicy = .update, storage: TableStorage? = nil,
    approximateIndex: HNSWSettings? = HNSWSettings(),
    progress: (@Sendable (LoadProgress) throws -> Void)? = nil
  ) async throws -> EmbeddingTable {
    try await load(
      index, into: name, in: pool, duplicates: duplicates, storage: storage,
      approximateIndex: approximateIndex, chunkSize: 1 << 24, progress: progress)
  }

  /// Loads items of about `chunkSize` bytes in a transaction.
  static func load(
    _ index: EmbeddingIndex, into name: String, in pool: PostgresPool,
    duplicates: EmbeddingIndex.DuplicatePolicy, storage: TableStorage? = nil,
    approximateIndex: HNSWSettings?, chunkSize: Int,
    progress: (@Sendable (LoadProgress) throws -> Void)?
  ) async throws -> EmbeddingTable {
    let name = try TableName(name)
    guard index.count > 0 else {
      throw HUSEError.invalidArgument(
        name: "index", found: "no items", expected: "the items of a table")
    }
    try check(dimension: index.dimension)
    let items = try LoadedItems(index, chunkSize: chunkSize)
    let load = try await TableLoad(
      items, into: name, in: pool, duplicates: duplicates, storage: storage)
    if let approximateIndex { try load.destination.check(approximateIndex) }
    func report(_ phase: LoadProgress.Phase, _ copied: Int) throws {
      try progress?(LoadProgress(phase: phase, copied: copied, total: items.count))
    }
    var copied = try await load.begin()
    try report(.copying, copied)
    while copied < items.count {
      copied = try await load.copyChunk()
      try report(.copying, copied)
    }
    try report(.indexing, copied)
    try await load.buildIndexes(approximateIndex)
    try report(.publishing, copied)
    return try await load.publish()
  }
}
