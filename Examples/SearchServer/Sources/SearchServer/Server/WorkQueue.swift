import Foundation

/// Runs work that takes long on a few threads, apart from those that serve connections.
final class WorkQueue: Sendable {
  private let queue = OperationQueue()
  private let waiting: Duration

  /// - Parameters:
  ///   - workers: the number of pieces of work that run at once.
  ///   - waiting: the time after which work that has not begun is refused.
  init(workers: Int, waiting: Duration) {
    queue.maxConcurrentOperationCount = workers
    self.waiting = waiting
  }

  /// - Throws: `APIError.overloaded` if no worker was free in time; what `work` throws.
  func run<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    let deadline = ContinuousClock.now + waiting
    return try await withCheckedThrowingContinuation { continuation in
      queue.addOperation {
        continuation.resume(
          with: Result {
            guard ContinuousClock.now < deadline else {
              throw APIError.overloaded("No worker was free in time; try again.")
            }
            return try work()
          })
      }
    }
  }
}
