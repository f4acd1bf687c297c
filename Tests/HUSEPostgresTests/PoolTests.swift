import HUSE
import Testing

@testable import HUSEPostgres

extension PostgresTests {
  /// Connections that are shared, lost and waited for.
  @Suite(.timeLimit(.minutes(1))) struct PoolTests {
    @Test func manyTasksShareFewConnections() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool(maximumConnections: 3, "&application_name=huse_many")
        let index = try TestItems.index(500)
        let table = try await EmbeddingTable.load(index, into: name, in: pool)
        let queries = try TestItems.embeddings(60, seed: 5)
        let expected = try index.nearest(3, to: queries).map { $0.map(\.identifier) }
        try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
          for (number, query) in queries.enumerated() {
            group.addTask {
              (number, try await table.nearest(3, to: query, exactly: true).map(\.identifier))
            }
          }
          for try await (number, found) in group { #expect(found == expected[number]) }
        }
        let open = try await TestServer.run(
          "SELECT count(*)::text FROM pg_stat_activity WHERE application_name = 'huse_many'")
        #expect(open == ["3"])
        await pool.close()
      }
    }

    /// Sixteen tasks wait for the server, more than Swift has threads for tasks; this one goes on.
    @Test func tasksThatWaitForTheServerKeepNoThread() async throws {
      let pool = try TestServer.pool(maximumConnections: 16)
      let holder = try TestServer.pool(maximumConnections: 1)
      try await holder.run("holding") { (connection) throws(HUSEError) in
        _ = try connection.execute("SELECT pg_advisory_lock(77)::text", for: "holding")
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<16 {
          group.addTask {
            try await pool.run("waiting") { (connection) throws(HUSEError) in
              _ = try connection.execute("SELECT pg_advisory_lock_shared(77)::text", for: "waiting")
            }
          }
        }
        while try await TestServer.run(
          "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
          != ["16"]
        { await Task.yield() }
        await holder.close()
        try await group.waitForAll()
      }
      await pool.close()
    }

    @Test func aCallIsRepeatedAfterALostConnection() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool()
        let table = try await EmbeddingTable.load(TestItems.index(50), into: name, in: pool)
        let query = try TestItems.embeddings(1, seed: 5)
        let before = try await table.nearest(3, to: query)
        try await TestServer.endConnections()
        #expect(try await table.nearest(3, to: query) == before)
        try await TestServer.endConnections()
        try await table.upsert(query, identifiers: ["new"])
        try await TestServer.endConnections()
        #expect(try await table.count() == 51)
        await pool.close()
      }
    }

    @Test func aLostConnectionIsNamed() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool(retries: .never)
        let table = try await EmbeddingTable.load(TestItems.index(50), into: name, in: pool)
        try await TestServer.endConnections()
        let text = await errorText { _ = try await table.count() }
        #expect(
          text?.contains(
            "the connection was lost while counting in 'public.\(name)': terminating connection "
              + "due to administrator command. It was done completely or not at all: repeat it.")
            == true, "\(text ?? "")")
        // The pool opens another one for the next call.
        #expect(try await table.count() == 50)
        await pool.close()
      }
    }

    @Test func aCancelledTaskEndsItsStatement() async throws {
      let pool = try TestServer.pool(maximumConnections: 1)
      let task = Task {
        try await pool.run("sleeping") { (connection) throws(HUSEError) in
          _ = try connection.execute("SELECT pg_sleep(50)::text, 'huse sleeps'", for: "sleeping")
        }
      }
      while try await TestServer.run(
        """
        SELECT pid::text FROM pg_stat_activity
        WHERE query LIKE '%huse sleeps%' AND state = 'active' AND pid <> pg_backend_pid()
        """) == []
      { await Task.yield() }
      task.cancel()
      let error = await error { try await task.value }
      guard case .databaseFailed(_, "sleeping", "57014", _, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      // The connection is usable, and nothing of the cancellation is left.
      let answer = try await pool.run("asking") { (connection) throws(HUSEError) in
        try connection.execute("SELECT 'here'", for: "asking").text(0, 0)
      }
      #expect(answer == "here")
      await pool.close()
    }

    @Test func errorsOfTheServerCarryTheirState() async throws {
      let pool = try TestServer.pool()
      let error = await error {
        try await pool.run("asking") { (connection) throws(HUSEError) in
          _ = try connection.execute("SELECT * FROM nowhere", for: "asking")
        }
      }
      #expect(
        error?.description.hasSuffix(
          ": asking: relation \"nowhere\" does not exist (SQLSTATE 42P01). Open the table again; "
            + "it was changed or removed by another program.") == true,
        "\(String(describing: error))")

      let missing = PostgresPool(
        try PostgresAddress(TestServer.url().replacing("/postgres?", with: "/nowhere?")))
      let text = await errorText { _ = try await EmbeddingTable("t", in: missing) }
      #expect(text?.contains("database \"nowhere\" does not exist (SQLSTATE 3D000)") == true)
      await pool.close()
    }

    @Test func settingsOfTheAddressHold() async throws {
      let pool = try TestServer.pool("&options=-c%20statement_timeout%3D50")
      let error = await error {
        try await pool.run("sleeping") { (connection) throws(HUSEError) in
          _ = try connection.execute("SELECT pg_sleep(50)::text", for: "sleeping")
        }
      }
      guard case .databaseFailed(_, _, "57014", let problem, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(problem == "canceling statement due to statement timeout")
      await pool.close()
    }

    @Test func aClosedPoolIsNamed() async throws {
      let pool = try TestServer.pool()
      await pool.close()
      let text = await errorText { _ = try await EmbeddingTable("t", in: pool) }
      #expect(
        text?.hasSuffix("opening 't': the pool was closed. Create another pool.") == true)
    }
  }
}
