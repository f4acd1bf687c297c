import Foundation
import FoundationNetworking
import Hummingbird
import Logging
import ServiceLifecycle
import Testing

@testable import SearchServer

/// A server on a free port of this machine.
struct TestServer: Sendable {
  let service: SearchService
  let port: Int
  private let group: ServiceGroup

  /// Runs a server while `body` uses it, and then ends it gracefully.
  static func run<Value: Sendable>(
    engine: Engine? = nil, limits: Limits = Limits(), token: String? = nil, workers: Int = 2,
    _ body: @Sendable (TestServer) async throws -> Value
  ) async throws -> Value {
    let service = SearchService(
      engine: try engine ?? TestModel.engine(), limits: limits, token: token.flatMap(Token.init),
      workers: workers)
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let application = service.application(on: .hostname("127.0.0.1", port: 0), logger: logger) {
      continuation.yield($0)
    }
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(services: [application], logger: logger))
    async let running: Void = group.run()
    var iterator = ports.makeAsyncIterator()
    let server = TestServer(service: service, port: await iterator.next() ?? 0, group: group)
    let result: Result<Value, any Error>
    do { result = .success(try await body(server)) } catch { result = .failure(error) }
    await group.triggerGracefulShutdown()
    try await running
    return try result.get()
  }

  func end() async { await group.triggerGracefulShutdown() }

  struct Answer: Sendable {
    let status: Int
    let headers: [String: String]
    let body: Data

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: AttributeValue {
      get throws { try JSONDecoder().decode(AttributeValue.self, from: body) }
    }

    /// The code of an error.
    var code: String? { try? json["error"]["code"].text }
    var message: String? { try? json["error"]["message"].text }
  }

  func send(
    _ method: String = "GET", _ path: String, headers: [String: String] = [:], body: Data? = nil
  ) async throws -> Answer {
    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
    request.httpMethod = method
    request.httpBody = body
    request.cachePolicy = .reloadIgnoringLocalCacheData
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await Self.session.data(for: request)
    let http = try #require(response as? HTTPURLResponse)
    let found = http.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
    return Answer(
      status: http.statusCode, headers: Dictionary(found) { first, _ in first }, body: data)
  }

  private static let session: URLSession = {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpMaximumConnectionsPerHost = 64
    return URLSession(configuration: configuration)
  }()

  func post(
    _ path: String, json: String, headers: [String: String] = [:]
  ) async throws -> Answer {
    try await send(
      "POST", path, headers: headers.merging(["Content-Type": "application/json"]) { $1 },
      body: Data(json.utf8))
  }
}

extension AttributeValue {
  subscript(key: String) -> AttributeValue {
    guard case .object(let object) = self else { return .null }
    return object[key] ?? .null
  }

  subscript(position: Int) -> AttributeValue { array[position] }

  var array: [AttributeValue] { if case .array(let array) = self { array } else { [] } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
  var number: Double? { if case .number(let number) = self { number } else { nil } }
  var keys: Set<String> { if case .object(let object) = self { Set(object.keys) } else { [] } }
}
