import ArgumentParser
import Foundation
import HUSE
import HUSEPostgres
import Hummingbird
import Logging
import ServiceLifecycle
import UnixSignals

/// Serves a model and its items over HTTP.
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

  @Option(
    help: """
      Database with the items in place of --index: a URL, or keywords as for psql. Keep the \
      password in PGPASSWORD or ~/.pgpass, since others see the arguments of a program.
      """)
  var postgres: String?

  @Option(help: "With --postgres, the table that `huse index` loaded.")
  var postgresTable = "embeddings"

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
    if index != nil, postgres != nil {
      throw ValidationError("Pass --index or --postgres, not both.")
    }
    if data != nil, index == nil, postgres == nil {
      throw ValidationError("--data goes with --index or --postgres.")
    }
  }

  func run() async throws {
    let token = try token()
    guard token != nil || ["127.0.0.1", "::1", "localhost"].contains(host) else {
      throw ValidationError(
        "--host \(host) is open to other machines: pass --token-file or HUSE_SERVER_TOKEN.")
    }
    var logger = Logger(label: "SearchServer")
    logger.logLevel = .info
    let workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
    let service = SearchService(
      engine: try await engine(logger, workers: workers), limits: limits.limits, token: token,
      workers: workers)
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

  private func engine(_ logger: Logger, workers: Int) async throws -> Engine {
    let file = URL(fileURLWithPath: model)
    var engine = Engine(
      name: name ?? file.deletingPathExtension().lastPathComponent,
      model: try SharedEmbedding(contentsOf: file))
    var pairs: PairedItems?
    if let data {
      let folder = URL(fileURLWithPath: data, isDirectory: true)
      let items = try PairedItems(contentsOf: folder, table: table, onInvalidRow: .skip)
      for problem in items.skipped { logger.warning("skipped: \(problem)") }
      engine.images = ItemImages(items, folder: folder)
      pairs = items
    }
    if let index {
      let embeddings = try EmbeddingIndex(contentsOf: URL(fileURLWithPath: index))
      try embeddings.check(isOf: engine.model)
      if let data, let pairs {
        let unknown = Set(embeddings.identifiers).subtracting(pairs.map(\.identifier)).count
        if unknown > 0 {
          logger.warning("\(unknown) of \(embeddings.count) items are not in \(data)/\(table)")
        }
      }
      engine.catalog = try Catalog(embeddings, pairs: pairs)
    } else if let postgres {
      let pool = PostgresPool(
        try PostgresAddress(postgres), maximumConnections: workers, logger: logger)
      let table = try await EmbeddingTable(postgresTable, in: pool)
      try table.check(isOf: engine.model)
      engine.table = try await TableCatalog(table)
    }
    return engine
  }
}
