import Foundation
import HUSE
import Testing

@testable import HUSEPostgres

extension PostgresTests {
  /// A pooler between the clients and the server, and TLS with it.
  @Suite(.timeLimit(.minutes(1))) struct PoolerTests {
    /// Four clients share two connections, which change hands after every transaction.
    @Test func aTransactionPoolerIsEnough() async throws {
      let folder = try TemporaryFolder()
      let pooler = try await Pooler(.none, in: folder)
      try await TestServer.withTable { name in
        let pool = try pooler.pool()
        let index = try TestItems.index(1500)
        let table = try await EmbeddingTable.load(
          index, into: name, in: pool, duplicates: .update, approximateIndex: HNSWSettings(),
          chunkSize: 1 << 15, progress: nil)
        let queries = try TestItems.embeddings(40, seed: 5)
        let expected = try index.nearest(3, to: queries).map { $0.map(\.identifier) }
        try await withThrowingTaskGroup(of: Void.self) { group in
          for (number, query) in queries.enumerated() {
            group.addTask {
              let isExact = number % 2 == 0
              let found = try await table.nearest(
                3, to: query, where: Attribute("price") >= 0, exactly: isExact)
              #expect(found.count == 3)
              if isExact { #expect(found.map(\.identifier) == expected[number]) }
            }
          }
          for number in 0..<8 {
            group.addTask {
              try await table.upsert(
                TestItems.embeddings(1, seed: 50), identifiers: ["new \(number)"])
              #expect(try await table.remove(["new \(number)"]) == 1)
            }
          }
          try await group.waitForAll()
        }
        #expect(try await table.count() == 1500)
        let opened = try await EmbeddingTable(name, in: pool)
        #expect(try await opened.embeddings(of: ["item 0000003"]).count == 1)
        await pool.close()
      }
    }

    /// What a pooler would not carry over to the next client, or would pass on to it.
    @Test func nothingStaysInASession() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool(maximumConnections: 1)
        func state() async throws -> [String] {
          try await pool.run("asking") { (connection) throws(HUSEError) in
            let rows = try connection.execute(
              """
              SELECT format('%s prepared, %s cursors, %s locks, %s channels, schema %s',
                (SELECT count(*) FROM pg_prepared_statements),
                (SELECT count(*) FROM pg_cursors WHERE is_holdable),
                (SELECT count(*) FROM pg_locks
                  WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
                (SELECT count(*) FROM pg_listening_channels()), pg_my_temp_schema())
              UNION ALL SELECT name || '=' || setting FROM pg_settings WHERE source = 'session'
              """, for: "asking")
            return (0..<rows.count).map { rows.text($0, 0) ?? "" }
          }
        }
        let before = try await state()
        #expect(before == ["0 prepared, 0 cursors, 0 locks, 0 channels, schema 0"])
        let table = try await EmbeddingTable.load(
          TestItems.index(300), into: name, in: pool, approximateIndex: HNSWSettings(memory: "32MB")
        )
        let query = try TestItems.embeddings(1, seed: 5)
        for isExact in [true, false] {
          _ = try await table.nearest(3, to: query, candidates: 77, exactly: isExact)
        }
        try await table.createAttributeIndex()
        try await table.upsert(query, identifiers: ["new"])
        try await table.remove(["new"])
        #expect(try await state() == before)
        try await table.drop()
        #expect(try await state() == before)
        await pool.close()
      }
    }

    private func answer(of pool: PostgresPool) async -> String? {
      let text = await errorText {
        let count = try await pool.run("asking") { (connection) throws(HUSEError) in
          try connection.execute("SELECT 1", for: "asking").count
        }
        #expect(count == 1)
      }
      await pool.close()
      return text
    }

    @Test func theCertificateOfTheServerIsVerified() async throws {
      let folder = try TemporaryFolder()
      try Certificates.write(to: folder)
      let pooler = try await Pooler(.required, in: folder)
      let authority = "&sslrootcert=\(folder.file("ca.pem").path)"
      for mode in ["verify-full", "verify-ca"] {
        try await TestServer.withTable { name in
          let pool = try pooler.pool("&sslmode=\(mode)\(authority)")
          let index = try TestItems.index(100)
          let table = try await EmbeddingTable.load(index, into: name, in: pool)
          #expect(
            try await table.nearest(1, to: index.embeddings[7], exactly: true)[0].identifier
              == "item 0000007")
          await pool.close()
        }
      }
      let remedy =
        "Check `sslmode` and `sslrootcert`, and the host that the server's certificate names."
      // A name that the certificate does not have.
      let wrongName = await answer(
        of: try pooler.pool("&sslmode=verify-full\(authority)", host: "db.example.org"))
      #expect(wrongName?.contains("does not match host name \"db.example.org\"") == true)
      #expect(wrongName?.hasSuffix(remedy) == true, "\(wrongName ?? "")")
      #expect(
        await answer(of: try pooler.pool("&sslmode=verify-ca\(authority)", host: "db.example.org"))
          == nil)
      // An authority that did not sign it.
      for mode in ["verify-full", "verify-ca"] {
        let other = folder.file("other.pem").path
        let text = await answer(of: try pooler.pool("&sslmode=\(mode)&sslrootcert=\(other)"))
        #expect(text?.contains("certificate verify failed") == true, "\(text ?? "")")
        #expect(text?.hasSuffix(remedy) == true, "\(text ?? "")")
      }
      // A client that would not use TLS.
      let plain = await answer(of: try pooler.pool("&sslmode=disable"))
      #expect(plain?.contains("SSL required") == true, "\(plain ?? "")")
    }

    @Test func aServerWithoutTLSIsRefused() async throws {
      let folder = try TemporaryFolder()
      let pooler = try await Pooler(.none, in: folder)
      for mode in ["require", "verify-ca", "verify-full"] {
        try folder.write("", to: "ca.pem")
        let root = mode == "require" ? "" : "&sslrootcert=\(folder.file("ca.pem").path)"
        let text = await answer(of: try pooler.pool("&sslmode=\(mode)\(root)"))
        #expect(
          text?.contains("server does not support SSL, but SSL was required") == true,
          "\(text ?? "")")
        #expect(
          text?.hasSuffix(
            "Set up TLS on the server; without it others could read what passes.") == true)
      }
    }
  }
}
