import HUSE
import HUSEPostgres
import Testing

extension PostgresTests {
  /// Conditions find the items that the same test in Swift finds.
  @Suite struct ConditionTests {
    private static let conditions: [(ItemCondition, @Sendable (TestItems.Dish) -> Bool)] = [
      (Attribute("kind") == "soup", { $0.kind == "soup" }),
      (Attribute("kind") != "soup", { $0.kind != "soup" }),
      (Attribute("isVegetarian") == true, { $0.isVegetarian }),
      (Attribute("price") == 7, { $0.price == 7 }),
      (Attribute("price") == 7.5, { $0.price == 7.5 }),
      (Attribute("price") < 3, { $0.price < 3 }),
      (Attribute("price") <= 3, { $0.price <= 3 }),
      (Attribute("price") > 20.5, { $0.price > 20.5 }),
      (Attribute("price") >= 20.5, { $0.price >= 20.5 }),
      (Attribute("kind") < "salad", { $0.kind < "salad" }),
      (Attribute("kind") >= "soup", { $0.kind >= "soup" }),
      (Attribute("kind").isAmong(["soup", "pie", 3]), { ["soup", "pie"].contains($0.kind) }),
      (Attribute("kind").isAmong([]), { _ in false }),
      (Attribute("tags").contains("new"), { $0.tags.contains("new") }),
      (Attribute("tags", "1") == "new", { $0.tags.dropFirst().first == "new" }),
      (Attribute("tags", "1").exists, { $0.tags.count > 1 }),
      (!Attribute("tags", "1").exists, { $0.tags.count < 2 }),
      (Attribute("nothing") == "soup", { _ in false }),
      (Attribute("nothing") < 3, { _ in false }),
      (!(Attribute("nothing") < 3), { _ in true }),
      // A comparison of different types is false, not an error.
      (Attribute("kind") < 3, { _ in false }),
      (Attribute("price") == "7", { _ in false }),
      (
        Attribute("kind") == "soup" && Attribute("price") < 9 || Attribute("isVegetarian") == true,
        { $0.kind == "soup" && $0.price < 9 || $0.isVegetarian }
      ),
      (
        Attribute("kind") == "soup" && (Attribute("price") < 9 || !(Attribute("price") < 20)),
        { $0.kind == "soup" && ($0.price < 9 || $0.price >= 20) }
      ),
    ]

    @Test func aConditionFindsWhatATestInSwiftFinds() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let index = try TestItems.index(1000)
        let table = try await EmbeddingTable.load(index, into: name, in: pool)
        try await table.createAttributeIndex()
        let queries = try TestItems.embeddings(4, seed: 8)
        for (condition, isIncluded) in Self.conditions {
          let expected = try index.nearest(8, to: queries) { isIncluded(TestItems.dish($0)) }
          let found = try await table.nearest(8, to: queries, where: condition, exactly: true)
          #expect(
            found.map { $0.map(\.identifier) } == expected.map { $0.map(\.identifier) },
            "\(condition)")
          let count = (0..<1000).count { isIncluded(TestItems.dish($0)) }
          #expect(try await table.count(where: condition) == count, "\(condition)")
        }
        let names = ItemCondition.identifiers(["item 0000003", "item 0000900", "nobody"])
        #expect(
          Set(try await table.nearest(8, to: queries[0], where: names).map(\.identifier))
            == ["item 0000003", "item 0000900"])
        #expect(try await table.remove(where: Attribute("kind") == "pie") == 250)
        #expect(try await table.count() == 750)
        await pool.close()
      }
    }

    /// One item in 500: the approximate index alone would miss some of them.
    @Test func rareItemsAreAllFound() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        var index = try EmbeddingIndex(
          TestItems.embeddings(5000), identifiers: (0..<5000).map(TestItems.name))
        try index.setAttributes((0..<5000).map { ["rare": $0 % 500 == 0] })
        let table = try await EmbeddingTable.load(index, into: name, in: pool)
        let queries = try TestItems.embeddings(20, seed: 4)
        let expected = try index.nearest(20, to: queries) { $0 % 500 == 0 }
        let found = try await table.nearest(20, to: queries, where: Attribute("rare") == true)
        #expect(found.map { $0.map(\.identifier) } == expected.map { $0.map(\.identifier) })
        await pool.close()
      }
    }

    @Test func attributesThatAreNoObjectsAreCompared() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let table = try await EmbeddingTable.create(name, in: pool, dimension: 24)
        let embeddings = try TestItems.embeddings(3)
        try await table.upsert(
          embeddings, identifiers: ["a", "b", "c"], attributes: ["soup", "pie", "soup"])
        try await table.upsert(try TestItems.embeddings(1, seed: 7), identifiers: ["none"])
        #expect(try await table.count(where: Attribute() == "soup") == 2)
        #expect(try await table.count(where: !(Attribute() == "soup")) == 2)
        #expect(try await table.count(where: Attribute() > "pie") == 2)
        await pool.close()
      }
    }

    @Test func valuesThatCannotBeComparedAreRefused() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let table = try await EmbeddingTable.create(name, in: pool, dimension: 24)
        for (condition, problem) in [
          (Attribute("price") < .number(.nan), "a finite number, found nan"),
          (Attribute("price") == .number(.infinity), "a finite number, found inf"),
          (Attribute("price") < true, "a number or a text, which have an order, found < true"),
          (
            Attribute("kind") == "so\u{0}up",
            "a text that PostgreSQL can hold, found a text with a NUL character"
          ),
          (
            Attribute("ki\u{0}nd") == 1,
            "a text that PostgreSQL can hold, found a key with a NUL character"
          ),
        ] as [(ItemCondition, String)] {
          #expect(
            await errorText { _ = try await table.count(where: condition) }
              == "condition: expected \(problem).")
        }
        await pool.close()
      }
    }
  }
}
