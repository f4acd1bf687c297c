import Foundation
import HTTPTypes
import HUSE
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Everything that answers requests.
struct SearchService: Sendable {
  let engine: Engine
  let limits: Limits
  let token: Token?
  let metrics = Metrics()
  let work: WorkQueue
  private let admission: Admission

  /// - Parameters:
  ///   - engine: the model and the items.
  ///   - limits: what requests may cost.
  ///   - token: what clients must pass; `nil` for a server that only its own machine uses.
  ///   - workers: the number of requests that are worked on at once.
  init(engine: Engine, limits: Limits = Limits(), token: Token? = nil, workers: Int) {
    self.engine = engine
    self.limits = limits
    self.token = token
    work = WorkQueue(workers: workers, waiting: limits.waiting)
    admission = Admission(limit: limits.inFlight)
  }

  /// Answers a request with what a worker makes of its body.
  func answer(
    _ request: Request, _ respond: @escaping @Sendable (ByteBuffer) throws -> Response
  ) async throws -> Response {
    try await answer(request, respond) { $0 }
  }

  /// Answers a request with what is made, without a worker, of what a worker makes of its body.
  func answer<Value: Sendable>(
    _ request: Request, _ prepare: @escaping @Sendable (ByteBuffer) throws -> Value,
    finish: (Value) async throws -> Response
  ) async throws -> Response {
    try await admission.admit {
      let body = try await body(of: request)
      let value = try await work.run {
        let start = ContinuousClock.now
        defer { metrics.work(request.uri.path, start.duration(to: .now)) }
        return try prepare(body)
      }
      return try await finish(value)
    }
  }

  private func body(of request: Request) async throws -> ByteBuffer {
    let tooLarge = APIError.tooLarge(
      "body_too_large", "The body has more than \(limits.bodyBytes) bytes.")
    let declared = request.headers[.contentLength].flatMap { Int($0) }
    guard declared ?? 0 <= limits.bodyBytes else { throw tooLarge }
    let body: ByteBuffer
    do {
      body = try await request.body.collect(upTo: limits.bodyBytes)
    } catch is NIOTooManyBytesError {
      throw tooLarge
    } catch {
      throw APIError.incomplete
    }
    metrics.receive(bytes: body.readableBytes)
    // A connection that ends early looks like the end of the body.
    guard declared ?? body.readableBytes == body.readableBytes else { throw APIError.incomplete }
    return body
  }

  /// The server on an address.
  ///
  /// - Parameters:
  ///   - address: the address to listen on.
  ///   - logger: receives what happens.
  ///   - onRunning: called with the port once the server listens.
  /// - Returns: a service that ends gracefully.
  func application(
    on address: BindAddress, logger: Logger,
    onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
  ) -> some ApplicationProtocol {
    var http = HTTP1Channel.Configuration(
      additionalChannelHandlers: [
        TransferTimeLimit(limits.transfer, bodyLimit: limits.bodyBytes, metrics: metrics)
      ],
      idleTimeout: TimeAmount(limits.idle))
    http.httpDecoder.maxHeaderListSize = 32 << 10
    return Application(
      router: router(), server: .http1(configuration: http),
      configuration: ApplicationConfiguration(
        address: address,
        availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
      onServerRunning: { await onRunning($0.localAddress?.port ?? 0) }, logger: logger)
  }
}
