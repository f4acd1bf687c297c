import Foundation
import Testing

@testable import SearchServer

@Suite struct AccessTests {
  @Test(arguments: [
    nil, "", "Bearer", "Bearer ", "Bearer secre", "Bearer secrets", "Bearer Secret",
    "Basic secret", "secret", "Bearer secret secret",
  ])
  func aRequestWithoutTheTokenIsRefused(_ header: String?) async throws {
    let answer = try await TestServer.run(token: "secret") { server in
      try await server.post(
        "/search", json: #"{"text": "a"}"#,
        headers: header.map { ["Authorization": $0] } ?? [:])
    }
    #expect(answer.status == 401)
    #expect(answer.code == "invalid_api_key")
    #expect(answer.headers["www-authenticate"] == "Bearer")
  }

  @Test func theTokenOpensEverything() async throws {
    let (search, lowercase, metrics, page, health, unknown) = try await TestServer.run(
      token: "secret\n"
    ) { server in
      (
        try await server.post(
          "/search", json: #"{"text": "a"}"#, headers: ["Authorization": "Bearer secret"]),
        try await server.send("GET", "/info", headers: ["Authorization": "bearer secret"]),
        try await server.send("GET", "/metrics"), try await server.send("GET", "/"),
        try await server.send("GET", "/health"), try await server.send("GET", "/none")
      )
    }
    #expect(search.status == 200)
    #expect(lowercase.status == 200)
    #expect(metrics.status == 401)
    #expect(page.status == 200)
    #expect(health.status == 200)
    #expect(unknown.status == 401)
  }

  /// A page of a stranger may have a name of its own that points to this machine.
  @Test(arguments: [
    ("localhost", 200), ("127.0.0.1:80", 200), ("[::1]:8080", 200), ("LOCALHOST:1", 200),
    ("evil.example", 421), ("localhost.evil.example", 421), ("", 421),
  ])
  func withoutATokenOtherHostsAreRefused(_ host: String, _ status: Int) async throws {
    let answer = try await TestServer.run { server in
      let connection = try RawConnection(port: server.port)
      defer { connection.close() }
      connection.send("GET /health HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
      return await connection.receive()
    }
    #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
  }

  @Test func anEmptyTokenIsNone() {
    #expect(Token("") == nil)
    #expect(Token(" \n") == nil)
  }
}
