import Foundation
import HUSE
import HUSEPostgres
import Testing

extension PostgresTests {
  /// Programs that create the same things at once.
  @Suite struct ConcurrentCreationTests {
    @Test func theExtensionIsCreatedOnce() async throws {
      let index = try TestItems.index(20)
      for round in 0..<4 {
        try await TestServer.withDatabase { parameters in
          try await withThrowingTaskGroup(of: Void.self) { tasks in
            for task in 0..<6 {
              tasks.addTask {
                let pool = try TestServer.pool(maximumConnections: 1, parameters)
                let name = "dishes\(task)"
                let table =
                  if (task + round).isMultiple(of: 2) {
                    try await EmbeddingTable.load(index, into: name, in: pool)
                  } else {
                    try await EmbeddingTable.create(name, in: pool, dimension: index.dimension)
                  }
                #expect(table.dimension == index.dimension)
                await pool.close()
              }
            }
            try await tasks.waitForAll()
          }
        }
      }
    }

    @Test func anIndexIsBuiltOnce() async throws {
      try await TestServer.withTable { name in
        let pool = try TestServer.pool(maximumConnections: 8)
        let table = try await EmbeddingTable.load(
          TestItems.index(2000), into: name, in: pool, approximateIndex: nil)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
          for _ in 0..<4 {
            tasks.addTask { try await table.createIndex() }
            tasks.addTask { try await table.createAttributeIndex() }
          }
          try await tasks.waitForAll()
        }
        #expect(
          try await TestServer.run(
            "SELECT indexname::text FROM pg_indexes WHERE tablename = '\(name)' ORDER BY 1")
            == ["\(name)_gin", "\(name)_hnsw", "\(name)_pkey"])
        await pool.close()
      }
    }
  }
}
