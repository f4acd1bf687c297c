import ArgumentParser
import Foundation
import HUSE
import Hummingbird
import Logging
import ServiceLifecycle
import UnixSignals

/// Serves a model and an index over HTTP.
@main
struct SearchServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "SearchServer",
    abstract: "Serve embeddings, search and classification over HTTP, with a page.",
    discussion: """
      Clients pass the token as 'Authorization: Bearer TOKEN'. Without a token the server listens \
      on the loopback interface only. SIGTERM and SIGINT end it once the requests in flight are \
      answered.
      """)

  @Argument(help: "Model file, which `huse train` writes.")
  var model: String

  @Option(help: "Index to search, which `huse embed --output` writes.")
  var index: String?

  @Option(help: "Folder with the table and the images of the items, as `huse embed --data` takes.")
  var data: String?

  @Option(help: "Name of the table in the folder.")
  var table = "data.csv"

  @Option(help: "Name of the model for clients. By default that of its file.")
  var name: String?

  @Option(help: "Address to listen on.")
  var host = "127.0.0.1"

  @Option(help: "Port to listen on; 0 for any that is free.")
  var port = 8080

  @Option(
    help: "File with the token that clients must pass. By default that of HUSE_SERVER_TOKEN.")
  var tokenFile: String?

  @Option(help: "Number of requests that are worked on at once. By default the number of cores.")
  var workers: Int?

  @OptionGroup var limits: LimitOptions

  func validate() throws {
    if workers ?? 1 < 1 { throw ValidationError("--workers must be above 0.") }
    if !(0...65_535).contains(port) { throw ValidationError("--port must be in 0...65535.") }
    if data != nil, index == nil { throw ValidationError("--data goes with --index.") }
  }

  func run() async throws {
    let token = try token()
    guard token != nil || ["127.0.0.1", "::1", "localhost"].contains(host) else {
      throw ValidationError(
        "--host \(host) is open to other machines: pass --token-file or HUSE_SERVER_TOKEN.")
    }
    var logger = Logger(label: "SearchServer")
    logger.logLevel = .info
    let service = SearchService(
      engine: try engine(logger), limits: limits.limits, token: token,
      workers: workers ?? ProcessInfo.processInfo.activeProcessorCount)
    let application = service.application(
      on: .hostname(host, port: port), logger: logger)
    var configuration = ServiceGroupConfiguration(
      services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(limits.shutdownSeconds)
    try await ServiceGroup(configuration: configuration).run()
  }

  private func token() throws -> Token? {
    guard let tokenFile else {
      return ProcessInfo.processInfo.environment["HUSE_SERVER_TOKEN"].flatMap(Token.init)
    }
    guard let token = Token(try String(contentsOfFile: tokenFile, encoding: .utf8)) else {
      throw ValidationError("\(tokenFile) is empty.")
    }
    return token
  }

  private func engine(_ logger: Logger) throws -> Engine {
    let file = URL(fileURLWithPath: model)
    var engine = Engine(
      name: name ?? file.deletingPathExtension().lastPathComponent,
      model: try SharedEmbedding(contentsOf: file))
    guard let index else { return engine }
    let embeddings = try EmbeddingIndex(contentsOf: URL(fileURLWithPath: index))
    try embeddings.check(isOf: engine.model)
    var pairs: PairedItems?
    if let data {
      let folder = URL(fileURLWithPath: data, isDirectory: true)
      let items = try PairedItems(contentsOf: folder, table: table, onInvalidRow: .skip)
      for problem in items.skipped { logger.warning("skipped: \(problem)") }
      let unknown = Set(embeddings.identifiers).subtracting(items.map(\.identifier)).count
      if unknown > 0 {
        logger.warning("\(unknown) of \(embeddings.count) items are not in \(data)/\(table)")
      }
      engine.images = ItemImages(items, folder: folder)
      pairs = items
    }
    engine.catalog = try Catalog(embeddings, pairs: pairs)
    return engine
  }
}
