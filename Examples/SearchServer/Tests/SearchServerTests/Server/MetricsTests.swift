import Foundation
import Testing

@testable import SearchServer

@Suite struct MetricsTests {
  @Test func requestsAreCountedByRouteAndStatus() async throws {
    let search = #"{"text": "a", "k": 1}"#
    let text = try await TestServer.run { server in
      let answer = try await server.post("/search", json: search)
      _ = try await server.post("/search", json: "{")
      _ = try await server.send("GET", "/search")
      _ = try await server.send("GET", "/nothing/\"at\"/all")
      let metrics = try await server.send("GET", "/metrics")
      #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      return metrics.text + "answer \(answer.body.count)\n"
    }
    let lines = Set(text.split(separator: "\n"))
    for line in [
      "huse_requests_total{route=\"/search\",status=\"200\"} 1",
      "huse_requests_total{route=\"/search\",status=\"400\"} 1",
      "huse_requests_total{route=\"/search\",status=\"405\"} 1",
      "huse_requests_total{route=\"other\",status=\"404\"} 1",
      "huse_request_duration_seconds_count{route=\"/search\"} 3",
      "huse_request_duration_seconds_bucket{route=\"/search\",le=\"+Inf\"} 3",
      "huse_work_seconds_count{route=\"/search\"} 2",
      "huse_refused_total{code=\"invalid_value\"} 1",
      "huse_refused_total{code=\"not_found\"} 1",
      "huse_refused_total{code=\"method_not_allowed\"} 1",
      "huse_request_bytes_total \(search.utf8.count + 1)", "huse_index_items 6",
      "huse_requests_in_flight 1", "# TYPE huse_request_duration_seconds histogram",
    ] {
      #expect(lines.contains(Substring(line)), "\(line) is not in\n\(text)")
    }
  }

  @Test func aRefusalIsSeenWithItsRequest() async {
    let metrics = Metrics()
    let refusing = Task.detached {
      for _ in 0..<2000 {
        metrics.begin()
        metrics.end("/search", status: 400, refusal: "invalid_value", duration: .zero, bytes: 0)
      }
    }
    func counts() -> [Substring?] {
      let lines = metrics.text(items: 0).split(separator: "\n")
      return ["huse_requests_total{", "huse_refused_total{"].map { name in
        lines.first { $0.hasPrefix(name) }?.split(separator: " ").last
      }
    }
    for _ in 0..<200 {
      let seen = counts()
      #expect(seen[0] == seen[1])
    }
    await refusing.value
    #expect(counts() == ["2000", "2000"])
  }

  @Test func bucketsAddUp() {
    var histogram = Histogram()
    for seconds in [0.0005, 0.001, 0.0011, 0.3, 99] { histogram.add(seconds) }
    var text = PrometheusText()
    text.add("t", "Times.", ["/": histogram])
    let lines = text.text.split(separator: "\n")
    #expect(lines[2] == "t_bucket{route=\"/\",le=\"0.001\"} 2")
    #expect(lines[3] == "t_bucket{route=\"/\",le=\"0.0025\"} 3")
    #expect(lines[10] == "t_bucket{route=\"/\",le=\"0.5\"} 4")
    #expect(lines[15] == "t_bucket{route=\"/\",le=\"+Inf\"} 5")
    #expect(lines[17] == "t_count{route=\"/\"} 5")
  }

  @Test func labelsAreEscaped() {
    var text = PrometheusText()
    text.add("a", "Help.", .counter, [([("b", "\"\\\n")], 1)])
    #expect(text.text.hasSuffix("a{b=\"\\\"\\\\\\n\"} 1\n"))
  }

  @Test func aHeadRequestHasNoBody() async throws {
    let answer = try await TestServer.run { server in
      let connection = try RawConnection(port: server.port)
      defer { connection.close() }
      connection.send("HEAD /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
      return await connection.receive()
    }
    #expect(answer.hasPrefix("HTTP/1.1 200 "))
    #expect(answer.hasSuffix("\r\n\r\n"))
  }
}
