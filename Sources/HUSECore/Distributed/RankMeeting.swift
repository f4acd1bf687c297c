import Foundation

/// A place at which the threads of all ranks meet; each brings bytes that the others may read until
/// the next meeting.
///
/// `@unchecked Sendable`: the condition guards the variables.
final class RankMeeting: @unchecked Sendable {
  let size: Int
  private let condition = NSCondition()
  private var brought: [UnsafeRawBufferPointer?]
  private var arrived = 0
  /// The number of meetings that are over.
  private var round = 0
  private var result: [UnsafeRawBufferPointer] = []
  /// A rank whose work has ended.
  private var absent: Int?

  init(size: Int) {
    self.size = size
    brought = Array(repeating: nil, count: size)
  }

  /// Waits until all ranks have arrived; returns what they brought.
  ///
  /// - Throws: `HUSEError.communicationFailed` if a rank has left.
  func meet(
    _ rank: Int, bringing bytes: UnsafeRawBufferPointer
  ) throws(HUSEError) -> [UnsafeRawBufferPointer] {
    condition.lock()
    defer { condition.unlock() }
    if let absent { throw Self.error(absent) }
    let own = round
    brought[rank] = bytes
    arrived += 1
    if arrived == size {
      result = brought.map { $0! }
      arrived = 0
      round += 1
      condition.broadcast()
      return result
    }
    while round == own {
      if let absent { throw Self.error(absent) }
      condition.wait()
    }
    return result
  }

  private static func error(_ absent: Int) -> HUSEError {
    .communicationFailed(operation: "waiting for rank \(absent)", problem: "it has ended")
  }

  /// Says that a rank comes to no more meetings.
  func leave(_ rank: Int) {
    condition.lock()
    absent = absent ?? rank
    condition.broadcast()
    condition.unlock()
  }
}
