import Foundation
import HUSE
import HUSEPostgres
import Testing

extension PostgresTests {
  /// What a table finds beside what an index of the same items finds.
  @Suite struct RoundTripTests {
    @Test func aTableFindsWhatTheIndexFinds() async throws {
      try await TestServer.withTable { name in
        let index = try TestItems.index(3000, modelFingerprint: "xxh64:0123")
        let queries = try TestItems.embeddings(300, seed: 9)
        let pool = try TestServer.pool()
        let table = try await EmbeddingTable.load(index, into: name, in: pool)
        #expect(try await table.count() == 3000)
        #expect(table.dimension == 24 && table.modelFingerprint == "xxh64:0123")
        #expect(
          try await table.counts(ofTexts: Attribute("kind"))
            == ["soup": 750, "stew": 750, "salad": 750, "pie": 750])
        #expect(try await table.counts(ofTexts: Attribute("price")).isEmpty)

        let expected = try index.nearest(10, to: queries)
        let exact = try await table.nearest(10, to: queries, exactly: true)
        #expect(exact.map { $0.map(\.identifier) } == expected.map { $0.map(\.identifier) })
        for (found, expected) in zip(exact.joined(), expected.joined()) {
          #expect(abs(found.distance - expected.distance) < 1e-5)
        }
        #expect(
          try exact[7][3].attributes(as: TestItems.Dish.self)
            == TestItems.dish(Int(exact[7][3].identifier.suffix(7)) ?? -1))

        let approximate = try await table.nearest(10, to: queries)
        let shared = zip(approximate, expected).reduce(0) { sum, pair in
          sum + Set(pair.0.map(\.identifier)).intersection(pair.1.map(\.identifier)).count
        }
        #expect(shared > 2700, "\(shared) of 3000 found")
        let single = try await table.nearest(10, to: queries[5])
        #expect(single == approximate[5])

        let names = ["item 0000042", "item 0000007", "item 0000042"]
        let read = try await table.embeddings(of: names)
        #expect(largestDifference(read[0], index.embeddings[42]) < 1e-6)
        #expect(largestDifference(read[1], index.embeddings[7]) < 1e-6)
        #expect(read[2] == read[0])
        await pool.close()
      }
    }

    /// The plan of a search shows that the approximate index is used.
    @Test func aSearchUsesTheIndex() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let table = try await EmbeddingTable.load(TestItems.index(3000), into: name, in: pool)
        _ = try await table.nearest(5, to: TestItems.embeddings(3, seed: 2))
        func scans() async throws -> [String] {
          try await TestServer.run("SELECT pg_stat_force_next_flush()::text")
          return try await TestServer.run(
            "SELECT idx_scan::text FROM pg_stat_user_indexes WHERE indexrelname = '\(name)_hnsw'")
        }
        await pool.close()
        // The server counts when the connection ends.
        for _ in 0..<500 where try await scans() != ["3"] {
          try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await scans() == ["3"])
      }
    }

    @Test func moreItemsThanCandidatesAreFound() async throws {
      try await TestServer.withTable { name in
        let index = try TestItems.index(3000, withAttributes: false)
        let pool = try TestServer.pool()
        let table = try await EmbeddingTable.load(index, into: name, in: pool)
        let query = try TestItems.embeddings(1, seed: 3)
        #expect(try await table.nearest(2500, to: query)[0].count == 2500)
        let all = try await table.nearest(5000, to: query)[0]
        #expect(all.map(\.identifier) == (try index.nearest(5000, to: query)[0].map(\.identifier)))
        #expect(try await table.nearest(0, to: query) == [[]])
        await pool.close()
      }
    }

    @Test func itemsAreWrittenUpdatedAndRemoved() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let table = try await EmbeddingTable.create(name, in: pool, dimension: 24)
        let embeddings = try TestItems.embeddings(3)
        let names = ["a", "b", "c"]
        try await table.upsert(embeddings, identifiers: names, attributes: [1, 2, 3])
        try await table.upsert(embeddings, identifiers: names, attributes: [1, 2, 4])
        #expect(try await table.nearest(1, to: embeddings[2])[0].attributes(as: Int.self) == 4)

        let others = try TestItems.embeddings(2, seed: 5)
        try await table.upsert(others, identifiers: ["c", "d"])
        let found = try await table.nearest(1, to: others)
        #expect(found.map { $0.map(\.identifier) } == [["c"], ["d"]])
        #expect(try found[0][0].attributes(as: Int.self) == 4)
        #expect(
          await errorText { _ = try found[1][0].attributes(as: Int.self) }
            == "item 'd': has no attributes. Load the items with their attributes.")

        #expect(try await table.remove(["a", "nobody"]) == 1)
        #expect(try await table.remove(["a"]) == 0)
        #expect(try await table.count() == 3)
        #expect(
          await errorText { _ = try await table.embeddings(of: ["b", "a"]) }
            == "identifiers: row 1: 'a' is not in the table 'public.\(name)'. "
            + "Correct the name, or omit it.")
        try await table.drop()
        #expect(
          await errorText { _ = try await EmbeddingTable(name, in: pool) }?
            .hasSuffix(
              "table 'public.\(name)': there is no such table. Load the table again with "
                + "`EmbeddingTable.load` or `huse index`.") == true)
        await pool.close()
      }
    }
  }
}
