import Foundation
import HUSE
import Testing

@testable import HUSEPostgres

/// The server that `Scripts/test` starts.
enum TestServer {
  private static let variable = "HUSE_POSTGRES"

  static func url() throws -> String {
    try #require(
      ProcessInfo.processInfo.environment[variable],
      "Set \(variable) to the URL that Scripts/postgres-server start prints, or run Scripts/test")
  }

  static func pool(
    maximumConnections: Int = 4, retries: RetryPolicy = RetryPolicy(), _ parameters: String = ""
  ) throws -> PostgresPool {
    PostgresPool(
      try PostgresAddress(url() + parameters), maximumConnections: maximumConnections,
      retries: retries)
  }

  /// Runs a statement that is not part of the library, and returns the first column as texts.
  @discardableResult
  static func run(_ sql: String) async throws -> [String] {
    let pool = try pool(maximumConnections: 1)
    let texts = try await pool.run("testing") { (connection) throws(HUSEError) in
      let rows = try connection.execute(sql, for: "testing")
      return (0..<rows.count).map { rows.text($0, 0) ?? "" }
    }
    await pool.close()
    return texts
  }

  /// Ends every other connection of this library, as a restart of the server does.
  static func endConnections() async throws {
    try await run(
      """
      SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
      WHERE application_name LIKE 'huse%' AND pid <> pg_backend_pid()
      """)
  }

  /// Calls `body` with the parameters of an address that name an empty database, and removes the
  /// database afterwards.
  static func withDatabase(_ body: (_ parameters: String) async throws -> Void) async throws {
    let name = "d_\(UUID().uuidString.lowercased().replacing("-", with: "").prefix(13))"
    try await run("CREATE DATABASE \(name)")
    do {
      try await body("&dbname=\(name)")
    } catch {
      _ = try? await run("DROP DATABASE \(name) WITH (FORCE)")
      throw error
    }
    try await run("DROP DATABASE \(name) WITH (FORCE)")
  }

  /// Calls `body` with the name of a table that is not there, and removes the table afterwards.
  static func withTable<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let name = "t_\(UUID().uuidString.lowercased().replacing("-", with: "").prefix(13))"
    func remove() async throws {
      try await run("DROP TABLE IF EXISTS \"\(name)\", \"\(name)_loading\"")
      if try await run("SELECT 'is there' WHERE to_regclass('huse_tables') IS NOT NULL") != [] {
        try await run("DELETE FROM huse_tables WHERE name IN ('\(name)', '\(name)_loading')")
      }
    }
    do {
      let result = try await body(name)
      try await remove()
      return result
    } catch {
      try? await remove()
      throw error
    }
  }
}

/// The text of the error that `body` throws, `nil` if it throws none.
func errorText(_ body: () async throws -> Void) async -> String? {
  do {
    try await body()
    return nil
  } catch { return "\(error)" }
}

/// The error of the library that `body` throws.
func error(_ body: () async throws -> Void) async -> HUSEError? {
  do {
    try await body()
    return nil
  } catch { return error as? HUSEError }
}
