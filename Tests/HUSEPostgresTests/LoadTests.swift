import Foundation
import HUSE
import Synchronization
import Testing

@testable import HUSEPostgres

extension PostgresTests {
  /// Loads that are interrupted, repeated and merged.
  @Suite struct LoadTests {
    private struct Stop: Error {}

    /// What a load reports.
    private final class Reports: Sendable {
      private let values = Mutex<[LoadProgress]>([])
      func add(_ progress: LoadProgress) { values.withLock { $0.append(progress) } }
      var all: [LoadProgress] { values.withLock { $0 } }
    }

    @discardableResult
    private func load(
      _ index: EmbeddingIndex, into name: String, in pool: PostgresPool,
      duplicates: EmbeddingIndex.DuplicatePolicy = .update,
      _ progress: @escaping @Sendable (LoadProgress) throws -> Void = { _ in }
    ) async throws -> EmbeddingTable {
      try await EmbeddingTable.load(
        index, into: name, in: pool, duplicates: duplicates, approximateIndex: HNSWSettings(),
        chunkSize: 1 << 15, progress: progress)
    }

    /// Checks that a table holds exactly the items of an index, and has its indexes.
    private func check(_ table: EmbeddingTable, _ index: EmbeddingIndex) async throws {
      #expect(try await table.count() == index.count)
      let queries = try TestItems.embeddings(20, seed: 6)
      let found = try await table.nearest(10, to: queries, exactly: true)
      #expect(
        found.map { $0.map(\.identifier) }
          == (try index.nearest(10, to: queries)).map { $0.map(\.identifier) })
      let indexes = try await TestServer.run(
        "SELECT indexname::text FROM pg_indexes WHERE tablename = '\(table.table.name)' ORDER BY 1")
      #expect(indexes == ["\(table.table.name)_hnsw", "\(table.table.name)_pkey"])
      #expect(
        try await TestServer.run(
          "SELECT name FROM huse_tables WHERE name = '\(table.table.name)_loading'") == [])
    }

    @Test func aLoadThatStopsIsInvisibleAndResumes() async throws {
      try await TestServer.withTable { name in
        let index = try TestItems.index(2000)
        let pool = try TestServer.pool()
        await #expect(throws: Stop.self) {
          try await load(index, into: name, in: pool) { progress in
            if progress.copied > 700 { throw Stop() }
          }
        }
        #expect(try await TestServer.run("SELECT to_regclass('\(name)')::text") == [""])
        let reports = Reports()
        let table = try await load(index, into: name, in: pool) { reports.add($0) }
        #expect((701..<2000).contains(reports.all[0].copied))
        #expect(reports.all.suffix(2).map(\.phase) == [.indexing, .publishing])
        #expect(reports.all.allSatisfy { $0.total == 2000 })
        try await check(table, index)
        await pool.close()
      }
    }

    @Test func aLoadOfOtherItemsBeginsAnew() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        await #expect(throws: Stop.self) {
          try await load(TestItems.index(2000), into: name, in: pool) { progress in
            if progress.copied > 700 { throw Stop() }
          }
        }
        let (other, reports) = (try TestItems.index(2000, seed: 2), Reports())
        let table = try await load(other, into: name, in: pool) { reports.add($0) }
        #expect(reports.all[0].copied == 0)
        try await check(table, other)
        await pool.close()
      }
    }

    /// While it loads, the connections of the load are ended again and again.
    @Test func aLoadSurvivesLostConnections() async throws {
      try await TestServer.withTable { name in
        let index = try TestItems.index(4000)
        let pool = try TestServer.pool()
        let ending = Task {
          var count = 0
          while !Task.isCancelled, count < 8 {
            try await TestServer.endConnections()
            count += 1
            try await Task.sleep(for: .milliseconds(30))
          }
          return count
        }
        let table = try await load(index, into: name, in: pool)
        ending.cancel()
        _ = await ending.result
        try await check(table, index)
        await pool.close()
      }
    }

    /// Once the table is new, once it holds other items.
    @Test(arguments: [false, true])
    func aServerThatIsKilledLosesNothing(isThere: Bool) async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool(maximumConnections: 1, retries: .never)
        let index = try TestItems.index(2000, from: isThere ? 50 : 0)
        let earlier = try TestItems.index(100, seed: 3)
        if isThere { try await load(earlier, into: name, in: pool) }
        let process = try await pool.run("asking") { (connection) throws(HUSEError) in
          try connection.execute("SELECT pg_backend_pid()::bigint", for: "asking").integer(0, 0)
            .flatMap(Int32.init(exactly:)) ?? 0
        }
        try #require(process > 1)
        let error = await error {
          _ = try await load(index, into: name, in: pool) { progress in
            guard progress.copied > 700, progress.phase == .copying else { return }
            // The server ends all connections and recovers when one of its processes is killed.
            kill(process, SIGKILL)
            usleep(100_000)
          }
        }
        guard case .connectionLost(_, "loading 'public.\(name)'", _) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        // Its pool tries until the server is there again.
        let other = try TestServer.pool()
        if isThere {
          try await check(EmbeddingTable(name, in: other), earlier, alone: false)
        } else {
          #expect(
            await errorText { _ = try await EmbeddingTable(name, in: other) }?
              .contains("there is no such table") == true)
        }
        let reports = Reports()
        let table = try await load(index, into: name, in: other) { reports.add($0) }
        #expect((701..<2000).contains(reports.all[0].copied))
        if isThere {
          #expect(try await table.count() == 2050)
        } else {
          try await check(table, index)
        }
        await pool.close()
        await other.close()
      }
    }

    private func check(
      _ table: EmbeddingTable, _ index: EmbeddingIndex, alone: Bool
    ) async throws {
      #expect(try await table.count() == index.count)
      let query = try TestItems.embeddings(1, seed: 6)
      #expect(
        try await table.nearest(10, to: query, exactly: true)[0].map(\.identifier)
          == index.nearest(10, to: query)[0].map(\.identifier))
    }

    @Test func aRepeatedLoadChangesNothing() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let index = try TestItems.index(500)
        let table = try await load(index, into: name, in: pool)
        func rows() async throws -> [String] {
          try await TestServer.run("SELECT ctid::text FROM \"\(name)\" ORDER BY identifier")
        }
        let before = try await rows()
        #expect(try await load(index, into: name, in: pool).name == table.name)
        #expect(try await rows() == before)
        try await check(table, index)

        // What has changed, or is missing, is written.
        try await table.remove(["item 0000003"])
        var changed = index
        try changed.update(TestItems.embeddings(1, seed: 77), identifiers: ["item 0000007"])
        try await check(load(changed, into: name, in: pool), changed)
        await pool.close()
      }
    }

    @Test func itemsAreAddedToThoseThatAreThere() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let first = try TestItems.index(500)
        let table = try await load(first, into: name, in: pool)
        let second = try TestItems.index(500, seed: 2, from: 400)
        let refused = await errorText {
          _ = try await load(second, into: name, in: pool, duplicates: .fail)
        }
        #expect(
          refused?.hasPrefix("identifiers: row ") == true
            && refused?.hasSuffix(
              "is already in the table 'public.\(name)'. Give it another name, or pass "
                + "`duplicates: .update`.") == true,
          "\(refused ?? "")")
        try await check(table, first, alone: false)

        var expected = first
        try expected.append(
          second.embeddings, identifiers: second.identifiers,
          attributes: try second.attributes(as: TestItems.Dish.self), duplicates: .update)
        try await check(load(second, into: name, in: pool), expected)
        await pool.close()
      }
    }

    /// Two processes load the same items at once.
    @Test func twoLoadsOfTheSameItemsAreOne() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let index = try TestItems.index(2000)
        async let one = load(index, into: name, in: pool)
        async let two = load(index, into: name, in: pool)
        _ = try await (one, two)
        try await check(EmbeddingTable(name, in: pool), index)
        await pool.close()
      }
    }

    @Test func anEmptyIndexIsRefused() async throws {
      let pool = try TestServer.pool()
      let empty = try EmbeddingIndex(Embeddings([]))
      #expect(
        await errorText { try await EmbeddingTable.load(empty, into: "t", in: pool) }
          == "index: expected the items of a table, found no items.")
      await pool.close()
    }

    @Test func settingsOfTheIndexAreChecked() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        for (settings, text) in [
          (HNSWSettings(m: 1), "m: expected 2 to 100, found 1."),
          (
            HNSWSettings(m: 40),
            "efConstruction: expected 80 to 1,000, for m 40, found 64."
          ),
        ] {
          #expect(
            await errorText {
              try await EmbeddingTable.load(
                TestItems.index(5), into: name, in: pool, approximateIndex: settings)
            } == text)
        }
        let memory = HNSWSettings(memory: "much")
        guard
          case .databaseFailed(_, _, "22023", let problem, _) = await error({
            try await EmbeddingTable.load(
              TestItems.index(5), into: name, in: pool, approximateIndex: memory)
          })
        else {
          Issue.record("no error of the server")
          return
        }
        #expect(problem.contains("maintenance_work_mem"))
        await pool.close()
      }
    }
  }
}
