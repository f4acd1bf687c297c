import CPQ
import Synchronization

/// A request to the server to end the statement that a connection runs; any thread may make it.
final class CancelRequest: Sendable {
  /// `nil` once there is nothing more to cancel.
  private let request: Mutex<OpaquePointer?>

  init(_ connection: borrowing ConnectionHandle) {
    // It is a copy of what it needs of the connection.
    nonisolated(unsafe) let copy = PQgetCancel(connection.pointer)
    request = Mutex(copy)
  }

  deinit { end() }

  /// Asks the server to end the statement, unless the work has ended.
  ///
  /// Returns when the server has taken the request, so that it cannot end a later statement.
  func send() {
    request.withLock { request in
      guard let request else { return }
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        _ = PQcancel(request, buffer.baseAddress, Int32(buffer.count))
      }
    }
  }

  /// Makes `send` do nothing.
  func end() {
    request.withLock { request in
      if let request { PQfreeCancel(request) }
      request = nil
    }
  }
}
