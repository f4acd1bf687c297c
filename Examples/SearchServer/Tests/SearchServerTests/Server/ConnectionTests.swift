import Foundation
import Testing

@testable import SearchServer

/// Clients that are slow, break off or speak no HTTP, and the end of a server.
@Suite struct ConnectionTests {
  private static let head =
    "POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

  private func limits() -> Limits {
    var limits = Limits()
    limits.transfer = .milliseconds(200)
    return limits
  }

  @Test(arguments: [
    ("", "no_request"), ("POST /search HT", "no_request"),
    (head + "Content-Length: 100\r\n\r\n{", "slow_request"),
    (head + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", "slow_request"),
  ])
  func aSlowRequestIsAnsweredAndCounted(_ sent: String, _ code: String) async throws {
    let (answer, metrics) = try await TestServer.run(limits: limits()) { server in
      let connection = try RawConnection(port: server.port)
      defer { connection.close() }
      connection.send(sent)
      let answer = await connection.receive()
      return (answer, try await server.send("GET", "/metrics").text)
    }
    #expect(answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
    #expect(answer.contains("Connection: close") || answer.contains("connection: close"))
    #expect(metrics.contains("huse_refused_total{code=\"\(code)\"} 1\n"), "\(metrics)")
  }

  /// A byte now and then does not prolong the time.
  @Test func aClientThatTricklesIsCutOff() async throws {
    let answer = try await TestServer.run(limits: limits()) { server in
      let connection = try RawConnection(port: server.port)
      defer { connection.close() }
      connection.send(Self.head + "Content-Length: 1000\r\n\r\n")
      let trickle = Task {
        while !Task.isCancelled {
          connection.send(" ")
          try await Task.sleep(for: .milliseconds(20))
        }
      }
      defer { trickle.cancel() }
      return await connection.receive()
    }
    #expect(answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
  }

  /// Work takes as long as it takes: the time is that of the transfer.
  @Test func slowWorkIsNotCutOff() async throws {
    let gate = Gate()
    let status = try await TestServer.run(
      engine: TestModel.engine(textEncoder: gate), limits: limits()
    ) { server in
      async let answer = server.post("/search", json: #"{"text": "a"}"#)
      await gate.waitForRequest()
      try await Task.sleep(for: .milliseconds(500))
      gate.open()
      return try await answer.status
    }
    #expect(status == 200)
  }

  @Test func aBodyThatBreaksOffIsNoRequest() async throws {
    let metrics = try await TestServer.run { server in
      let connection = try RawConnection(port: server.port)
      connection.send(Self.head + "Content-Length: 100\r\n\r\n{\"text\": \"a\"}")
      connection.close()
      var metrics = ""
      for _ in 0..<100 where !metrics.contains("incomplete_request") {
        metrics = try await server.send("GET", "/metrics").text
        try await Task.sleep(for: .milliseconds(20))
      }
      return metrics
    }
    #expect(metrics.contains("huse_refused_total{code=\"incomplete_request\"} 1\n"))
    #expect(metrics.contains("huse_requests_total{route=\"/search\",status=\"408\"} 1\n"))
  }

  @Test(arguments: ["\u{1}\u{2}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET\r\n\r\n"])
  func whatIsNotHTTPIsRefused(_ sent: String) async throws {
    let (answer, later) = try await TestServer.run { server in
      let connection = try RawConnection(port: server.port)
      defer { connection.close() }
      connection.send(sent)
      return (await connection.receive(), try await server.send("GET", "/health").status)
    }
    #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
    #expect(later == 200)
  }

  @Test func aClientThatWaitsIsToldToSend() async throws {
    let answer = try await TestServer.run { server in
      let connection = try RawConnection(port: server.port)
      defer { connection.close() }
      let body = #"{"text": "a"}"#
      connection.send(
        Self.head + "Content-Length: \(body.utf8.count)\r\nExpect: 100-continue\r\n"
          + "Connection: close\r\n\r\n")
      let go = await connection.receive(until: "\r\n\r\n")
      #expect(go == "HTTP/1.1 100 Continue\r\n\r\n")
      connection.send(body)
      return await connection.receive()
    }
    #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
  }

  @Test func requestsInFlightAreAnsweredBeforeTheEnd() async throws {
    let gate = Gate()
    let status = try await TestServer.run(engine: TestModel.engine(textEncoder: gate)) { server in
      async let answer = server.post("/search", json: #"{"text": "a"}"#)
      await gate.waitForRequest()
      await server.end()
      // Nobody is let in any more, while the request is still worked on.
      for _ in 0..<250 {
        guard let connection = try? RawConnection(port: server.port) else { break }
        connection.close()
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(throws: RawConnection.Refused.self) { try RawConnection(port: server.port) }
      gate.open()
      return try await answer.status
    }
    #expect(status == 200)
  }
}
