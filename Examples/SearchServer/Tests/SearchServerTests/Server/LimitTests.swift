import Foundation
import HUSE
import Testing

@testable import SearchServer

@Suite struct LimitTests {
  @Test func aBodyThatIsTooLarge() async throws {
    var limits = Limits()
    limits.bodyBytes = 1000
    let text = String(repeating: "a", count: 1000)
    let (declared, most, chunked) = try await TestServer.run(limits: limits) { server in
      let declared = try await server.post("/search", json: #"{"text": "\#(text)"}"#)
      let most = try await server.post("/search", json: #"{"text": "\#(text.dropLast(12))"}"#)
      let connection = try RawConnection(port: server.port)
      defer { connection.close() }
      connection.send(
        "POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3E9\r\n\(text)b\r\n0\r\n\r\n")
      return (declared, most, await connection.receive())
    }
    #expect(declared.status == 413)
    #expect(declared.code == "body_too_large")
    #expect(declared.message == "The body has more than 1000 bytes.")
    #expect(most.status == 200)
    #expect(chunked.hasPrefix("HTTP/1.1 413 "), "\(chunked)")
  }

  @Test func aBatchThatIsTooLarge() async throws {
    var limits = Limits()
    limits.batch = 2
    let (most, more) = try await TestServer.run(limits: limits) { server in
      (
        try await server.post("/v1/embeddings", json: #"{"model": "test", "input": ["a", "b"]}"#),
        try await server.post(
          "/v1/embeddings", json: #"{"model": "test", "input": ["a", "b", "c"]}"#)
      )
    }
    #expect(most.status == 200)
    #expect(more.status == 413)
    #expect(more.code == "batch_too_large")
  }

  @Test func aTextThatIsTooLong() async throws {
    var limits = Limits()
    limits.textBytes = 4
    let (most, more) = try await TestServer.run(limits: limits) { server in
      (
        try await server.post("/search", json: #"{"text": "ab ä"}"#),
        try await server.post("/search", json: #"{"text": "ab ää"}"#)
      )
    }
    #expect(most.status == 413)
    #expect(more.code == "text_too_large")
  }

  /// A few bytes may declare many pixels.
  @Test func imagesOfTooManyPixels() async throws {
    var limits = Limits()
    limits.pixels = 100
    let small = TestModel.dataURL(TestModel.png(width: 10, height: 5))
    let (fits, together, huge) = try await TestServer.run(limits: limits) { server in
      (
        try await server.post(
          "/v1/embeddings", json: #"{"model": "test", "input": ["\#(small)", "\#(small)"]}"#),
        try await server.post(
          "/v1/embeddings",
          json: #"{"model": "test", "input": ["\#(small)", "\#(small)", "\#(small)"]}"#),
        try await server.send(
          "POST", "/search", headers: ["Content-Type": "image/png"],
          body: TestModel.png(width: 2_000_000_000, height: 2_000_000_000))
      )
    }
    #expect(fits.status == 200)
    #expect(together.status == 413)
    #expect(huge.status == 413)
    #expect(huge.code == "image_too_large")
    #expect(
      huge.message == "An image of 2000000000 × 2000000000 pixels makes more than the 100 pixels "
        + "of a request.")
  }

  @Test func moreRequestsThanMayBeInFlight() async throws {
    var limits = Limits()
    limits.inFlight = 2
    let gate = Gate()
    let statuses = try await TestServer.run(
      engine: TestModel.engine(textEncoder: gate), limits: limits
    ) { server in
      let search = #"{"text": "a"}"#
      async let first = server.post("/search", json: search)
      async let second = server.post("/search", json: search)
      await gate.waitForRequest()
      await gate.waitForRequest()
      let third = try await server.post("/search", json: search)
      let health = try await server.send("GET", "/health")
      gate.open()
      gate.open()
      let statuses = [try await first.status, try await second.status]
      async let later = server.post("/search", json: search)
      await gate.waitForRequest()
      gate.open()
      #expect(third.code == "overloaded")
      #expect(third.headers["retry-after"] == "1")
      #expect(try third.json["error"]["type"].text == "server_error")
      return statuses + [third.status, health.status, try await later.status]
    }
    #expect(statuses == [200, 200, 503, 200, 200])
  }

  /// Busy threads, which no system takes for waiting ones.
  @Test func busyWorkersKeepNobodyFromBeingAnswered() async throws {
    let spinner = Spinner()
    let workers = 2 * ProcessInfo.processInfo.activeProcessorCount
    let statuses = try await TestServer.run(
      engine: TestModel.engine(textEncoder: spinner), workers: workers
    ) { server in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<workers {
          group.addTask { try await server.post("/search", json: #"{"text": "a"}"#).status }
        }
        while spinner.count < workers { try await Task.sleep(for: .milliseconds(10)) }
        let health = try await server.send("GET", "/health").status
        spinner.stop()
        return try await group.reduce(into: [health]) { $0.append($1) }
      }
    }
    #expect(statuses == [Int](repeating: 200, count: workers + 1))
    #expect(!spinner.hasGivenUp, "nothing was answered while the workers were busy")
  }

  @Test func aRequestThatNoWorkerTakes() async throws {
    var limits = Limits()
    limits.waiting = .zero
    let answer = try await TestServer.run(limits: limits) {
      try await $0.post("/search", json: #"{"text": "a"}"#)
    }
    #expect(answer.status == 503)
    #expect(answer.message == "No worker was free in time; try again.")
  }

  @Test func manyRequestsAtOnceHaveTheirOwnAnswers() async throws {
    let texts = (0..<60).map { "\(TestModel.texts[$0 % 6]) \($0)" }
    let model = try TestModel.model()
    let index = try TestModel.index(model)
    let found = try await TestServer.run { server in
      try await withThrowingTaskGroup(of: (Int, String?).self) { group in
        for (position, text) in texts.enumerated() {
          group.addTask {
            let answer = try await server.post("/search", json: #"{"text": "\#(text)", "k": 1}"#)
            return (position, try answer.json["data"][0]["id"].text)
          }
        }
        return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
    }
    for (position, text) in texts.enumerated() {
      #expect(try found[position] == index.nearest(1, to: model.embed(text: text))[0].identifier)
    }
  }
}
