import HUSECore
public import Logging

/// Connections to one PostgreSQL server that tasks share.
///
/// ```swift
/// let pool = PostgresPool(try PostgresAddress("service=food"))
/// let table = try await EmbeddingTable("dishes", in: pool)
/// ```
///
/// A connection is opened when it is needed, and used again. A task that finds all of them in use
/// waits for the next. Every connection waits for the server on a thread of its own, so that tasks
/// that do something else continue.
///
/// After a lost connection a call is repeated with a new one, as `retries` says. Every call of
/// `EmbeddingTable` has the same result if it is made twice, so nothing is done twice. A
/// transaction that the server ended because of another is repeated as well.
public actor PostgresPool {
  /// Where the server is.
  public nonisolated let address: PostgresAddress
  /// The number of connections that are open at most.
  public nonisolated let maximumConnections: Int
  /// How often a call is repeated after a lost connection.
  public nonisolated let retries: RetryPolicy
  private let logger: Logger

  /// Connections that nobody uses, the last used at the end.
  private var idle: [PostgresConnection] = []
  private var openCount = 0
  private var isClosed = false
  /// Tasks that wait for a connection, in the order in which they came.
  private var waiting: [CheckedContinuation<PostgresConnection?, Never>] = []

  /// Creates a pool, without a connection yet.
  ///
  /// - Parameters:
  ///   - address: where the server is.
  ///   - maximumConnections: the number of connections that are open at most.
  ///   - retries: how often a call is repeated after a lost connection.
  ///   - logger: gets a message for each repeated call and each notice of the server.
  /// - Precondition: `maximumConnections` is above 0.
  public init(
    _ address: PostgresAddress, maximumConnections: Int = 4, retries: RetryPolicy = RetryPolicy(),
    logger: Logger = Logger(label: "HUSE.Postgres")
  ) {
    precondition(maximumConnections > 0, "\(maximumConnections) connections in a pool")
    (self.address, self.maximumConnections) = (address, maximumConnections)
    (self.retries, self.logger) = (retries, logger)
  }

  /// Closes the connections; those in use when their calls have ended.
  ///
  /// Later calls throw.
  public func close() async {
    isClosed = true
    for task in waiting { task.resume(returning: nil) }
    waiting = []
    await closeIdle()
  }

  /// Closes the connections that nobody uses.
  ///
  /// When one was lost they probably were as well.
  private func closeIdle() async {
    let connections = idle
    idle = []
    openCount -= connections.count
    for connection in connections { await connection.close() }
  }

  /// Runs work with a connection.
  ///
  /// - Parameters:
  ///   - operation: what the work does, for errors, such as `searching in 'dishes'`.
  ///   - work: is repeated after a lost connection.
  /// - Returns: what the work returns.
  /// - Throws: what the work throws; `HUSEError.databaseFailed` if no connection can be opened.
  func run<Result: Sendable>(
    _ operation: String,
    _ work: @Sendable (isolated PostgresConnection) throws(HUSEError) -> Result
  ) async throws(HUSEError) -> Result {
    var attempt = 0
    var hasConnected = false
    while true {
      do throws(HUSEError) {
        let connection = try await connection(for: operation)
        hasConnected = true
        return try await run(work, with: connection)
      } catch {
        guard attempt < retries.attempts, error.isPassing || (hasConnected && error.isOfConnecting),
          !Task.isCancelled
        else { throw error }
        if case .connectionLost = error { await closeIdle() }
        let delay = retries.delay(before: attempt)
        logger.debug("\(error) Trying again in \(delay).")
        try? await Task.sleep(for: delay)
        attempt += 1
      }
    }
  }

  private func run<Result: Sendable>(
    _ work: @Sendable (isolated PostgresConnection) throws(HUSEError) -> Result,
    with connection: PostgresConnection
  ) async throws(HUSEError) -> Result {
    let cancel = await connection.cancelRequest
    // A typed error does not pass through the handler's function, hence the result as a value.
    let outcome: Swift.Result<Result, HUSEError> = await withTaskCancellationHandler {
      do throws(HUSEError) { return .success(try await connection.run(work)) } catch {
        return .failure(error)
      }
    } onCancel: {
      cancel?.send()
    }
    cancel?.end()
    await giveBack(connection)
    return try outcome.get()
  }

  private func connection(for operation: String) async throws(HUSEError) -> PostgresConnection {
    guard !isClosed, !Task.isCancelled else { throw unavailable(operation) }
    if let connection = idle.popLast() { return connection }
    guard openCount < maximumConnections else {
      let next = await withCheckedContinuation { waiting.append($0) }
      guard let next else { throw unavailable(operation) }
      guard !Task.isCancelled else {
        await giveBack(next)
        throw unavailable(operation)
      }
      return await next.isUsable ? next : try await open(next)
    }
    openCount += 1
    return try await open(PostgresConnection(address))
  }

  /// Opens a connection that is counted already.
  private func open(
    _ connection: PostgresConnection
  ) async throws(HUSEError) -> PostgresConnection {
    do throws(HUSEError) { try await connection.open(logger: logger) } catch {
      await giveBack(connection)
      throw error
    }
    return connection
  }

  /// Gives a connection to the next task that waits, even if that has to open it again.
  private func giveBack(_ connection: PostgresConnection) async {
    let isUsable = await connection.isUsable
    if !isUsable { await connection.close() }
    if !waiting.isEmpty, !isClosed {
      waiting.removeFirst().resume(returning: connection)
    } else if isUsable, !isClosed {
      idle.append(connection)
    } else {
      openCount -= 1
      await connection.close()
    }
  }

  private func unavailable(_ operation: String) -> HUSEError {
    .databaseFailed(
      server: address.server, operation: operation, sqlState: isClosed ? nil : "57014",
      problem: isClosed ? "the pool was closed" : "the task was cancelled",
      remedy: isClosed ? "Create another pool." : "Repeat the call in another task.")
  }
}

extension HUSEError {
  /// Whether the same call may succeed a little later.
  fileprivate var isPassing: Bool {
    switch self {
    case .connectionLost: true
    case .databaseFailed(_, _, let state, _, _):
      ["57P03", "53300", "40001", "40P01"].contains(state)
    default: false
    }
  }

  /// Whether no connection could be opened.
  fileprivate var isOfConnecting: Bool {
    if case .databaseFailed(_, "connecting", nil, _, _) = self { true } else { false }
  }
}
