import HUSE
import HUSECore
import HUSEPostgres
import Testing

extension PostgresTests {
  /// Tables of 16-bit embeddings beside those of 32 bits.
  @Suite struct StorageTests {
    @Test func aTableOfHalfPrecisionFindsTheSame() async throws {
      try await TestServer.withTable { name in
        let index = try TestItems.index(2000, modelFingerprint: "xxh64:0123")
        let queries = try TestItems.embeddings(100, seed: 9)
        let pool = try TestServer.pool()
        let table = try await EmbeddingTable.load(index, into: name, in: pool, storage: .float16)
        #expect(table.storage == .float16)
        #expect(
          try await TestServer.run(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
              + "WHERE attrelid = '\(name)'::regclass AND attname = 'embedding'")
            == ["halfvec(24)"])
        let rounded = try index.storing(as: .float16).embeddings
        // They have unit length again after they are rounded.
        let names = ["item 0000042", "item 0000007"]
        let read = try await table.embeddings(of: names)
        #expect(largestDifference(read[0], rounded[42]) < 1e-4)
        #expect(largestDifference(read[1], rounded[7]) < 1e-4)

        let expected = try index.nearest(10, to: queries)
        for isExact in [true, false] {
          let found = try await table.nearest(10, to: queries, exactly: isExact)
          let shared = zip(found, expected).reduce(0) { sum, pair in
            sum + Set(pair.0.map(\.identifier)).intersection(pair.1.map(\.identifier)).count
          }
          #expect(shared > (isExact ? 980 : 880), "\(shared) of 1000 found, exactly: \(isExact)")
          for (found, expected) in zip(found.joined(), expected.joined()) where isExact {
            #expect(abs(found.distance - expected.distance) < 1e-3)
          }
        }
        try await table.upsert(queries, identifiers: (0..<100).map { "query \($0)" })
        #expect(try await table.nearest(1, to: queries[3])[0].identifier == "query 3")

        // It is opened as what it is; another storage is refused.
        let opened = try await EmbeddingTable.create(name, in: pool, dimension: 24)
        #expect(opened.storage == .float16)
        let refused =
          "storage: expected float16, as the table 'public.\(name)' has it, or another table, "
          + "found float32."
        #expect(
          await errorText {
            _ = try await EmbeddingTable.create(name, in: pool, dimension: 24, storage: .float32)
          } == refused)
        #expect(
          await errorText {
            try await EmbeddingTable.load(index, into: name, in: pool, storage: .float32)
          } == refused)
        try await EmbeddingTable.load(index, into: name, in: pool)
        #expect(try await table.count() == 2100)
        await pool.close()
      }
    }

    /// pgvector's hnsw takes 2,000 values of a vector and 4,000 of a halfvec.
    @Test func theLimitsOfTheApproximateIndexAreNamed() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        func problem(_ dimension: Int, _ storage: TableStorage) async -> String? {
          await errorText {
            let index = try TestItems.index(3, dimension: dimension, withAttributes: false)
            let table = try await EmbeddingTable.load(
              index, into: name, in: pool, storage: storage)
            #expect(
              try await table.nearest(1, to: index.embeddings[1])[0].identifier == "item 0000001")
            try await table.drop()
          }
        }
        #expect(await problem(2000, .float32) == nil)
        #expect(await problem(4000, .float16) == nil)
        #expect(
          await problem(2001, .float32)
            == "index: expected at most 2000 in float32, a table with the storage float16, or no "
            + "index, found embeddings of 2001 values.")
        #expect(
          await problem(4001, .float16)
            == "index: expected at most 4000 in float16, or no index, found embeddings of 4001 "
            + "values.")
        let index = try TestItems.index(3, dimension: 4001, withAttributes: false)
        let table = try await EmbeddingTable.load(
          index, into: name, in: pool, storage: .float16, approximateIndex: nil)
        #expect(
          try await table.nearest(1, to: index.embeddings[2])[0].identifier == "item 0000002")
        await pool.close()
      }
    }
  }
}
