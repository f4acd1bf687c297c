/// What a request may cost.
struct Limits: Sendable {
  /// The largest body of a request, in bytes.
  var bodyBytes = 16 << 20
  /// The largest number of inputs of a request for embeddings.
  var batch = 64
  /// The longest text, in bytes of UTF-8.
  var textBytes = 32 << 10
  /// The largest number of pixels of all images of a request together.
  var pixels = 32 << 20
  /// The largest number of matches of a search.
  var matches = 100
  /// The number of requests that are read, wait or are worked on; others are refused.
  var inFlight = 64
  /// The number of open connections; others wait for one to close.
  var connections = 256
  /// The time for a client to send a request, and to read a response.
  var transfer = Duration.seconds(10)
  /// The time after which a connection without a request is closed.
  var idle = Duration.seconds(60)
  /// The time that a request may wait for a worker.
  var waiting = Duration.seconds(10)
}
