import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes the connection of a client that sends its request, or reads its response, too slowly.
///
/// A connection has the time once for its first request to begin, and then for each request and
/// each response. Between requests it is idle, which the server limits.
final class TransferTimeLimit: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limit: TimeAmount
  private let bodyLimit: Int
  private let metrics: Metrics
  private var receiving: Scheduled<Void>?
  private var sending: Scheduled<Void>?
  private var hasBegunRequest = false
  private var hasBegunResponse = false

  init(_ limit: Duration, bodyLimit: Int, metrics: Metrics) {
    self.limit = TimeAmount(limit)
    self.bodyLimit = bodyLimit
    self.metrics = metrics
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { limitReceiving(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    limitReceiving(context)
    context.fireChannelActive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      (hasBegunRequest, hasBegunResponse) = (true, false)
      limitReceiving(context)
      confirm(head, context)
    case .body: break
    case .end:
      receiving?.cancel()
      receiving = nil
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head:
      hasBegunResponse = true
      limitSending(context)
      context.write(data, promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      let sent = promise ?? context.eventLoop.makePromise()
      sent.futureResult.assumeIsolated().whenComplete { _ in
        self.sending?.cancel()
        self.sending = nil
      }
      context.write(data, promise: sent)
    }
  }

  /// Tells a client that waits for it to send its body.
  private func confirm(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
    guard head.headerFields[.expect]?.lowercased() == "100-continue",
      (head.headerFields[.contentLength].flatMap { Int($0) } ?? 0) <= bodyLimit
    else { return }
    context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
  }

  private func limitReceiving(_ context: ChannelHandlerContext) {
    receiving?.cancel()
    receiving = context.eventLoop.assumeIsolated().scheduleTask(in: limit) {
      self.metrics.refuse(self.hasBegunRequest ? "slow_request" : "no_request")
      guard !self.hasBegunResponse else { return context.close(promise: nil) }
      let head = HTTPResponse(
        status: .requestTimeout, headerFields: [.connection: "close", .contentLength: "0"])
      context.write(self.wrapOutboundOut(.head(head)), promise: nil)
      context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
      context.close(promise: nil)
    }
  }

  private func limitSending(_ context: ChannelHandlerContext) {
    sending?.cancel()
    sending = context.eventLoop.assumeIsolated().scheduleTask(in: limit) {
      self.metrics.refuse("slow_reader")
      context.close(promise: nil)
    }
  }

  private func cancel() {
    receiving?.cancel()
    sending?.cancel()
    (receiving, sending) = (nil, nil)
  }
}
