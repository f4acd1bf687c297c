import ArgumentParser

/// The options for what requests may cost.
struct LimitOptions: ParsableArguments {
  @Option(help: "Largest body of a request, in MiB.")
  var maxBody = 16

  @Option(help: "Largest number of inputs of a request for embeddings.")
  var maxBatch = 64

  @Option(help: "Largest number of pixels of all images of a request, in Mi (1,048,576).")
  var maxPixels = 32

  @Option(help: "Number of requests in flight, above which others get the status 503.")
  var maxInFlight = 64

  @Option(help: "Number of open connections.")
  var maxConnections = 256

  @Option(help: "Seconds that a client has to send a request, and to read a response.")
  var transferSeconds = 10

  @Option(help: "Seconds after which a connection without a request is closed.")
  var idleSeconds = 60

  @Option(help: "Seconds that a request may wait for a worker.")
  var waitingSeconds = 10

  @Option(help: "Seconds that requests in flight have once the server is told to end.")
  var shutdownSeconds = 30

  func validate() throws {
    let values = [
      maxBody, maxBatch, maxPixels, maxInFlight, maxConnections, transferSeconds, idleSeconds,
      waitingSeconds, shutdownSeconds,
    ]
    guard values.allSatisfy({ (1...1_000_000).contains($0) }) else {
      throw ValidationError("Limits are numbers from 1 to 1,000,000.")
    }
  }

  var limits: Limits {
    var limits = Limits()
    limits.bodyBytes = maxBody << 20
    limits.batch = maxBatch
    limits.pixels = maxPixels << 20
    limits.inFlight = maxInFlight
    limits.connections = maxConnections
    limits.transfer = .seconds(transferSeconds)
    limits.idle = .seconds(idleSeconds)
    limits.waiting = .seconds(waitingSeconds)
    return limits
  }
}
