import Foundation
import HUSEPostgres
import Testing

@testable import SearchServer

/// A server with a table of PostgreSQL in place of an index.
///
/// `HUSE_POSTGRES` is the URL of a server, such as `Scripts/postgres-server start` prints.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["HUSE_POSTGRES"] != nil,
    "Set HUSE_POSTGRES to the URL of a server."))
struct TableTests {
  private func withTable<Value>(
    _ body: (Engine, EmbeddingTable) async throws -> Value
  ) async throws -> Value {
    let pool = PostgresPool(
      try PostgresAddress(ProcessInfo.processInfo.environment["HUSE_POSTGRES"] ?? ""),
      retries: .never)
    var engine = try TestModel.engine()
    let name = "server_\(UUID().uuidString.lowercased().prefix(8))"
    let table = try await EmbeddingTable.load(
      TestModel.index(engine.model), into: name, in: pool)
    engine.catalog = nil
    engine.table = try await TableCatalog(table)
    let result: Result<Value, any Error>
    do { result = .success(try await body(engine, table)) } catch { result = .failure(error) }
    // A test may have removed it.
    try? await table.drop()
    await pool.close()
    return try result.get()
  }

  private func identifiers(_ answer: TestServer.Answer) throws -> [String] {
    try answer.json["data"].array.compactMap { $0["id"].text }
  }

  @Test func aTableAnswersAsTheIndexDoes() async throws {
    let question = #"{"text": "red apples", "k": 4}"#
    let expected = try await TestServer.run { try await $0.post("/search", json: question) }
    try await withTable { engine, _ in
      try await TestServer.run(engine: engine) { server in
        let answer = try await server.post("/search", json: question)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try identifiers(answer) == identifiers(expected))
        #expect(try answer.json["classes"] == expected.json["classes"])
        let (first, wanted) = (try answer.json["data"][0], try expected.json["data"][0])
        for key in ["class", "text", "attributes"] { #expect(first[key] == wanted[key]) }
        let distances = (first["distance"].number ?? 9, wanted["distance"].number ?? 0)
        #expect(abs(distances.0 - distances.1) < 1e-5)
        let info = try await server.send("GET", "/info").json
        #expect(info["items"].number == 6)
        #expect(
          info["classes"].array.map { $0["name"].text } == ["food/citrus", "food/fruit", "tools"])
        #expect(info["classes"].array.map { $0["count"].number } == [1, 2, 3])
      }
    }
  }

  @Test func filters() async throws {
    try await withTable { engine, _ in
      try await TestServer.run(engine: engine) { server in
        for (filter, expected) in [
          (#"{"class": "tools"}"#, [3, 4, 5]), (#"{"class": "food"}"#, [0, 1, 2]),
          (#"{"class": ["food/citrus", "tools"]}"#, [2, 3, 4, 5]), (#"{"class": "foo"}"#, []),
          (#"{"attributes": {"price": [0, 2]}}"#, [0, 2, 3, 5]),
          (#"{"class": "food", "attributes": {"price": 1, "isNew": false}}"#, [1]),
          (#"{"attributes": {"size": 1}}"#, []), ("{}", [0, 1, 2, 3, 4, 5]),
        ] {
          let answer = try await server.post(
            "/search", json: #"{"text": "a", "k": 100, "filter": \#(filter)}"#)
          #expect(answer.status == 200, "\(answer.text)")
          #expect(
            try identifiers(answer).sorted() == expected.map { "images/\($0) a.png" }, "\(filter)")
        }
      }
    }
  }

  @Test func aDatabaseThatFailsIsNotShown() async throws {
    try await withTable { engine, table in
      try await table.drop()
      let answer = try await TestServer.run(engine: engine) {
        try await $0.post("/search", json: #"{"text": "a"}"#)
      }
      #expect(answer.status == 500)
      #expect(answer.code == "internal_error")
      await table.pool.close()
      let closed = try await TestServer.run(engine: engine) {
        try await $0.post("/search", json: #"{"text": "a"}"#)
      }
      #expect(closed.status == 500)
      #expect(!closed.text.contains(table.name) && !closed.text.contains("pool"))
    }
  }
}
