import Synchronization

/// Counts the requests in flight and refuses those beyond a limit.
final class Admission: Sendable {
  private let count = Atomic(0)
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// - Throws: `APIError.overloaded` if as many requests as allowed are in flight.
  func admit<Value: Sendable>(_ answer: () async throws -> Value) async throws -> Value {
    let (_, count) = self.count.add(1, ordering: .relaxed)
    defer { self.count.subtract(1, ordering: .relaxed) }
    guard count <= limit else {
      throw APIError.overloaded("\(limit) requests are in flight; try again.")
    }
    return try await answer()
  }
}
