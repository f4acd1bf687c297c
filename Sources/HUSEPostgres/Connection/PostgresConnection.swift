import CPQ
import HUSECore
import Logging

/// A connection to a server, used by one task at a time.
///
/// Its calls of libpq wait for the server on the thread of the connection.
actor PostgresConnection {
  private let thread: ConnectionThread
  private var handle: ConnectionHandle?
  let address: PostgresAddress

  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  init(_ address: PostgresAddress) {
    self.address = address
    thread = ConnectionThread()
  }

  deinit { thread.stop() }

  /// Connects.
  ///
  /// - Throws: `HUSEError.databaseFailed` if there is no connection.
  func open(logger: Logger) throws(HUSEError) {
    handle = try ConnectionHandle(address, logger: logger)
  }

  func close() { handle = nil }

  /// Whether it is open and in no transaction.
  var isUsable: Bool { handle?.isUsable ?? false }

  /// Runs work on the thread of the connection; if its task is cancelled, the server ends the
  /// statement.
  func run<Result: Sendable>(
    _ work: @Sendable (isolated PostgresConnection) throws(HUSEError) -> Result
  ) throws(HUSEError) -> Result { try work(self) }

  /// A request to cancel what the connection runs; `nil` if it is closed.
  var cancelRequest: CancelRequest? { handle.map { CancelRequest($0) } }

  /// Runs a statement.
  ///
  /// - Parameters:
  ///   - sql: the statement, with `$1` and so on for the parameters.
  ///   - parameters: the values of the parameters.
  ///   - operation: what the statement does, for errors, such as `searching in 'dishes'`.
  /// - Returns: the rows of the result.
  /// - Throws: `HUSEError.databaseFailed`, or `.connectionLost`.
  @discardableResult
  func execute(
    _ sql: String, _ parameters: [Parameter] = [], for operation: String
  ) throws(HUSEError) -> ResultRows {
    let connection = try pointer(for: operation)
    let result = Parameter.withPointers(parameters) { count, types, values, lengths, formats in
      PQexecParams(connection, sql, count, types, values, lengths, formats, 1)
    }
    return try rows(result, for: operation)
  }

  /// Runs statements in one transaction and one exchange with the server.
  ///
  /// - Returns: the rows of the last statement.
  /// - Throws: as `execute`; nothing has been changed then.
  @discardableResult
  func executeTogether(
    _ statements: [(sql: String, parameters: [Parameter])], for operation: String
  ) throws(HUSEError) -> ResultRows {
    let connection = try pointer(for: operation)
    guard PQenterPipelineMode(connection) == 1 else { throw failure(nil, operation) }
    var isSent = true
    for statement in statements {
      let status = Parameter.withPointers(statement.parameters) {
        PQsendQueryParams(connection, statement.sql, $0, $1, $2, $3, $4, 1)
      }
      isSent = isSent && status == 1
    }
    guard isSent, PQpipelineSync(connection) == 1 else { throw lost(operation) }
    var (last, error): (ResultRows?, HUSEError?)
    while true {
      guard let result = PQgetResult(connection) else {
        guard PQstatus(connection) == CONNECTION_OK else { throw error ?? lost(operation) }
        continue
      }
      guard PQresultStatus(result) != PGRES_PIPELINE_SYNC else {
        PQclear(result)
        break
      }
      do throws(HUSEError) { last = try rows(result, for: operation) } catch let failure {
        error = error ?? failure
      }
    }
    _ = PQexitPipelineMode(connection)
    if let error { throw error }
    guard let last else { throw lost(operation) }
    return last
  }

  /// Runs work in a transaction, which is rolled back if the work throws.
  ///
  /// - Throws: what the work throws; as `execute`.
  func transaction<Result>(
    for operation: String, _ work: () throws(HUSEError) -> Result
  ) throws(HUSEError) -> Result {
    try execute("BEGIN", for: operation)
    let result: Result
    do throws(HUSEError) { result = try work() } catch {
      // If this fails as well, the connection is not used again.
      _ = try? execute("ROLLBACK", for: operation)
      throw error
    }
    try execute("COMMIT", for: operation)
    return result
  }

  /// Copies rows in the binary format into a table.
  ///
  /// - Parameters:
  ///   - sql: the statement `COPY … FROM STDIN (FORMAT binary)`.
  ///   - operation: what it does, for errors.
  ///   - blocks: gives the next bytes; none when there are no more.
  /// - Throws: as `execute`; what `blocks` throws.
  func copy(
    _ sql: String, for operation: String, _ blocks: () throws(HUSEError) -> [UInt8]
  ) throws(HUSEError) {
    let connection = try pointer(for: operation)
    let begin = PQexec(connection, sql)
    defer { PQclear(begin) }
    guard PQresultStatus(begin) == PGRES_COPY_IN else { throw failure(begin, operation) }
    var problem: HUSEError?
    do throws(HUSEError) {
      while true {
        let block = try blocks()
        guard !block.isEmpty else { break }
        let status = block.withUnsafeBytes {
          PQputCopyData(connection, $0.baseAddress, Int32($0.count))
        }
        guard status == 1 else { break }
      }
    } catch { problem = error }
    _ = PQputCopyEnd(connection, problem == nil ? nil : "stopped")
    while let result = PQgetResult(connection) {
      defer { PQclear(result) }
      if problem == nil, PQresultStatus(result) != PGRES_COMMAND_OK {
        problem = failure(result, operation)
      }
    }
    if problem == nil, PQstatus(connection) != CONNECTION_OK { problem = lost(operation) }
    if let problem { throw problem }
  }

  private func pointer(for operation: String) throws(HUSEError) -> OpaquePointer {
    guard let handle else { throw lost(operation) }
    return handle.pointer
  }

  /// Takes a result over.
  private func rows(
    _ result: OpaquePointer?, for operation: String
  ) throws(HUSEError) -> ResultRows {
    guard let result else { throw lost(operation) }
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK: return ResultRows(result)
    default:
      defer { PQclear(result) }
      throw failure(result, operation)
    }
  }

  private func failure(_ result: OpaquePointer?, _ operation: String) -> HUSEError {
    let isConnected = handle.map { PQstatus($0.pointer) == CONNECTION_OK } ?? false
    guard let result, let report = ServerReport(result) else { return lost(operation) }
    guard isConnected, !report.endsConnection else {
      return .lost(address.server, during: operation, problem: report.text)
    }
    return .failed(address.server, during: operation, report)
  }

  private func lost(_ operation: String) -> HUSEError {
    let message = handle.map { String(cString: PQerrorMessage($0.pointer)) } ?? ""
    return .lost(address.server, during: operation, problem: message)
  }
}
