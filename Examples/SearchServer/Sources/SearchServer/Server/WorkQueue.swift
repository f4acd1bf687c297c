import NIOPosix

/// Runs work that takes long on threads of its own.
///
/// Those of tasks and of connections are few: if they worked, nobody else would be answered.
final class WorkQueue: Sendable {
  private let pool: NIOThreadPool
  private let waiting: Duration

  /// - Parameters:
  ///   - workers: the number of pieces of work that run at once.
  ///   - waiting: the time after which work that has not begun is refused.
  init(workers: Int, waiting: Duration) {
    pool = NIOThreadPool(numberOfThreads: workers)
    self.waiting = waiting
    pool.start()
  }

  // Not waited for, since a worker may release the queue.
  deinit { pool.shutdownGracefully { _ in } }

  /// - Throws: `APIError.overloaded` if no worker was free in time; what `work` throws.
  func run<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    let deadline = ContinuousClock.now + waiting
    return try await pool.runIfActive {
      guard ContinuousClock.now < deadline else {
        throw APIError.overloaded("No worker was free in time; try again.")
      }
      return try work()
    }
  }
}
