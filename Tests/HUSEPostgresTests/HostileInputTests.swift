import HUSE
import HUSECore
import HUSEPostgres
import Testing

extension PostgresTests {
  /// Names, texts and numbers that break what is careless.
  @Suite struct HostileInputTests {
    private static let texts = [
      "'; DROP TABLE huse_tables; --", "\"quoted\"", "back\\slash", "$1", "$$", "{a,b}", "%s", "",
      "line\nfeed\ttab\r", "naïve", "🥘", "\u{202E}abc", "NULL", "\\N", "e\u{301}",
      String(repeating: "x", count: 2048),
    ]

    @Test func namesAndAttributesComeBackAsTheyWere() async throws {
      for isLoaded in [true, false] {
        try await TestServer.withTable { name in
          let pool = try TestServer.pool()
          let embeddings = try TestItems.embeddings(Self.texts.count)
          let table: EmbeddingTable
          if isLoaded {
            var index = try EmbeddingIndex(embeddings, identifiers: Self.texts)
            try index.setAttributes(Self.texts.map { ["key": $0] })
            table = try await EmbeddingTable.load(index, into: name, in: pool)
          } else {
            table = try await EmbeddingTable.create(name, in: pool, dimension: 24)
            try await table.upsert(
              embeddings, identifiers: Self.texts, attributes: Self.texts.map { ["key": $0] })
          }
          let found = try await table.nearest(1, to: embeddings)
          for (text, matches) in zip(Self.texts, found) {
            #expect(matches.map(\.identifier) == [text])
            #expect(try matches[0].attributes(as: [String: String].self) == ["key": text])
            #expect(try await table.count(where: Attribute("key") == .string(text)) == 1)
            #expect(try await table.count(where: .identifiers([text])) == 1)
            #expect(try await table.count(where: Attribute(text).exists) == 0)
          }
          #expect(try await table.remove(Self.texts) == Self.texts.count)
          await pool.close()
        }
      }
    }

    @Test(arguments: ["we\"ird", "'; DROP TABLE x; --", "SELECT", "Größe", "a b"])
    func aTableMayHaveAnyName(prefix: String) async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let name = prefix + name.suffix(12)
        let table = try await EmbeddingTable.load(TestItems.index(5), into: name, in: pool)
        #expect(try await EmbeddingTable("public.\(name)", in: pool).count() == 5)
        try await table.drop()
        await pool.close()
      }
    }

    @Test(arguments: ["", "a.b.c", "a.", ".a", "a\u{0}b", String(repeating: "x", count: 45)])
    func whatNamesNoTableIsRefused(name: String) async throws {
      let pool = try TestServer.pool()
      let text = await errorText { _ = try await EmbeddingTable(name, in: pool) }
      #expect(text?.hasPrefix("table: expected table or schema.table") == true)
      await pool.close()
    }

    @Test func itemsThatCannotBeStoredAreNamed() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let table = try await EmbeddingTable.create(name, in: pool, dimension: 2)
        let good = try Embeddings(normalizing: [[1, 0], [0, 1]])
        func problem(
          _ embeddings: Embeddings, _ names: [String], _ attributes: [String]
        ) async -> String? {
          await errorText {
            try await table.upsert(embeddings, identifiers: names, attributes: attributes)
          }
        }
        #expect(
          await problem(good, ["a", "b\u{0}c"], ["", ""])
            == "identifiers: row 1: 'b\\u{0}c' has a NUL character. "
            + "Use names without it; PostgreSQL cannot hold it.")
        #expect(
          await problem(good, ["a", String(repeating: "é", count: 1025)], ["", ""])
            == "identifiers: row 1: '\(String(repeating: "é", count: 60))…' has 2050 bytes. "
            + "Use names of at most 2048 bytes.")
        #expect(
          await problem(good, ["a", "a"], ["", ""])
            == "identifiers: row 1: 'a' is duplicated. Give every item a name of its own.")
        #expect(
          await problem(good, ["a", "b"], ["\\u0000", "x\u{0}"])
            == "attributes: row 1: a text has a NUL character: \"x\\u0000\". "
            + "Use texts without it; PostgreSQL cannot hold it.")
        #expect(
          await problem(
            Embeddings(vectors: [[1, 0], [.nan, 1]]), ["a", "b"], ["", ""])
            == "embeddings: row 1, column 0: found nan. Embeddings must be finite.")
        #expect(
          await problem(
            Embeddings(vectors: [[0, 0], [0, 1]]), ["a", "b"], ["", ""])
            == "embeddings: row 0: the embedding is zero, which has no cosine distance. "
            + "Omit the item.")
        #expect(
          await problem(good, ["a"], ["", ""])
            == "identifiers for a table: expected shape [2], found [1]. "
            + "Pass one identifier for each embedding.")
        #expect(try await table.count() == 0)
        #expect(
          await errorText {
            _ = try await table.nearest(1, to: Embeddings(vectors: Matrix(rows: 1, columns: 2)))
          } == "queries: row 0: the embedding is zero, which has no cosine distance. "
            + "Search with an input that the encoder knows.")
        await pool.close()
      }
    }

    @Test func anotherDimensionOrModelIsRefused() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let table = try await EmbeddingTable.load(
          TestItems.index(5, modelFingerprint: "one"), into: name, in: pool)
        let dimension =
          "embeddings for the table 'public.\(name)': expected shape [24], found [3]. "
          + "Use the model that made its embeddings, or another table."
        let model =
          "table 'public.\(name)': was made with another model, of the fingerprint one; this one "
          + "has two. Use that model, or load another table with this one."
        #expect(
          await errorText { _ = try await EmbeddingTable(name, in: pool, dimension: 3) }
            == dimension)
        #expect(
          await errorText { _ = try await EmbeddingTable(name, in: pool, modelFingerprint: "two") }
            == model)
        #expect(
          await errorText { _ = try await EmbeddingTable.create(name, in: pool, dimension: 3) }
            == dimension)
        #expect(
          await errorText {
            try await EmbeddingTable.load(
              TestItems.index(5, dimension: 3, modelFingerprint: "one"), into: name, in: pool)
          } == dimension)
        #expect(
          await errorText {
            try await EmbeddingTable.load(
              TestItems.index(5, modelFingerprint: "two"), into: name, in: pool)
          } == model)
        #expect(
          await errorText {
            try await table.upsert(TestItems.embeddings(1, dimension: 3), identifiers: ["a"])
          } == dimension)
        #expect(
          await errorText {
            _ = try await table.nearest(1, to: TestItems.embeddings(2, dimension: 3))
          } == "queries of the table 'public.\(name)': expected shape [2, 24], found [2, 3]. "
            + "Search with embeddings of the model that the table was loaded with.")
        await pool.close()
      }
    }

    @Test func aTableOfAnotherProgramIsLeftAlone() async throws {
      try await TestServer.withTable { name in
        try await TestServer.run("CREATE TABLE \(name) (identifier text, embedding text)")
        let pool = try TestServer.pool()
        let problem = "table 'public.\(name)': it was not made by this library. "
        for text in [
          await errorText { _ = try await EmbeddingTable(name, in: pool) },
          await errorText {
            try await EmbeddingTable.load(TestItems.index(5), into: name, in: pool)
          },
          await errorText { _ = try await EmbeddingTable.create(name, in: pool, dimension: 24) },
        ] { #expect(text?.contains(problem) == true, "\(text ?? "")") }
        let other = "\(name)_x"
        try await TestServer.run("ALTER TABLE \(name) RENAME TO \(other)_loading")
        #expect(
          await errorText {
            try await EmbeddingTable.load(TestItems.index(5), into: other, in: pool)
          }?
          .contains("a load needs this name, but the table was not made by this library") == true)
        try await TestServer.run("DROP TABLE \(other)_loading")
        await pool.close()
      }
    }

    @Test func aTableThatWasAlteredOrIsNewerIsNamed() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        try await EmbeddingTable.load(TestItems.index(5), into: name, in: pool)
        try await TestServer.run("UPDATE huse_tables SET format = 2 WHERE name = '\(name)'")
        #expect(
          await errorText { _ = try await EmbeddingTable(name, in: pool) }
            == "table 'public.\(name)': found format version 2, storage float32, which is not "
            + "supported. Supported: 1, float32 or float16; newer tables need a newer HUSE.")
        try await TestServer.run(
          "UPDATE huse_tables SET format = 1, dimension = 25 WHERE name = '\(name)'")
        #expect(
          await errorText { _ = try await EmbeddingTable(name, in: pool) }?
            .contains("its column `embedding` is not a vector of 25 values") == true)
        await pool.close()
      }
    }
  }
}
