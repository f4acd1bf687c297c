import Dispatch
import Synchronization

/// Asynchronous work of a command, whose thread waits for it.
enum AsynchronousWork {
  /// Runs work and waits for its result.
  ///
  /// - Throws: what the work throws.
  static func run<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) throws -> Result {
    let outcome = Outcome<Result>()
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
      do {
        let result = try await work()
        outcome.value.withLock { $0 = .success(result) }
      } catch {
        outcome.value.withLock { $0 = .failure(error) }
      }
      isDone.signal()
    }
    isDone.wait()
    guard let result = outcome.value.withLock({ $0 }) else {
      preconditionFailure("work without a result")
    }
    return try result.get()
  }

  private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Result<Value, any Error>?>(nil)
  }
}
