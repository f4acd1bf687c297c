import Dispatch
import Foundation

/// A communicator whose ranks are threads of this process.
///
/// It needs no MPI, and no other machine: use it to try and to test what will run on several.
///
/// ```swift
/// let sums = try InProcessCommunicator.run(ranks: 4) { communicator in
///   communicator.rank
/// }
/// // [0, 1, 2, 3]
/// ```
public struct InProcessCommunicator: Communicator {
  /// The number of this rank.
  public let rank: Int
  /// The number of ranks.
  public var size: Int { meeting.size }
  private let meeting: RankMeeting

  /// Runs `body` on one thread for each rank.
  ///
  /// Once a rank has thrown, calls in which the others wait for it throw
  /// `HUSEError.communicationFailed`. The threads belong to no task, so cancelling one does not
  /// reach them: throw from the progress of a training to end it.
  ///
  /// - Parameters:
  ///   - count: the number of ranks.
  ///   - body: the work of a rank.
  /// - Returns: the results of `body`, in the order of the ranks.
  /// - Throws: the error of the rank that threw first, rather than that of one which only learned
  ///   of it.
  /// - Precondition: `count` is above 0.
  public static func run<Result: Sendable>(
    ranks count: Int, _ body: @escaping @Sendable (InProcessCommunicator) throws -> Result
  ) throws -> [Result] {
    precondition(count > 0, "\(count) ranks")
    let meeting = RankMeeting(size: count)
    let outcomes = RankOutcomes<Result>(count: count)
    let group = DispatchGroup()
    for rank in 0..<count {
      group.enter()
      let thread = Thread {
        do {
          outcomes.succeed(
            rank, try body(InProcessCommunicator(rank: rank, meeting: meeting)))
        } catch {
          outcomes.fail(error)
        }
        meeting.leave(rank)
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
    return try outcomes.all()
  }

  /// Copies the parts of the other ranks.
  public func allGather(
    _ bytes: UnsafeMutableRawBufferPointer, counts: [Int]
  ) throws(HUSEError) {
    requireCounts(counts, of: bytes.count)
    let start = counts[..<rank].reduce(0, +)
    let own = UnsafeRawBufferPointer(rebasing: bytes[start..<start + counts[rank]])
    let parts = try meeting.meet(rank, bringing: own)
    var position = 0
    for (other, part) in parts.enumerated() {
      precondition(part.count == counts[other], "\(part.count) bytes from rank \(other)")
      if other != rank, !part.isEmpty {
        UnsafeMutableRawBufferPointer(rebasing: bytes[position...]).copyMemory(from: part)
      }
      position += part.count
    }
    // Nobody changes what it brought before everybody has copied it.
    _ = try meeting.meet(rank, bringing: UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// Copies the parts that the ranks have for this one.
  public func allToAll(
    _ sent: UnsafeRawBufferPointer, counts sentCounts: [Int],
    into received: UnsafeMutableRawBufferPointer, counts receivedCounts: [Int]
  ) throws(HUSEError) {
    requireCounts(sentCounts, of: sent.count)
    requireCounts(receivedCounts, of: received.count)
    let allCounts = try sentCounts.withUnsafeBufferPointer {
      (own) throws(HUSEError) -> [[Int]] in
      let counts = try meeting.meet(rank, bringing: UnsafeRawBufferPointer(own))
        .map { Array($0.bindMemory(to: Int.self)) }
      _ = try meeting.meet(rank, bringing: UnsafeRawBufferPointer(start: nil, count: 0))
      return counts
    }
    let parts = try meeting.meet(rank, bringing: sent)
    var position = 0
    for (other, part) in parts.enumerated() {
      let (start, count) = (allCounts[other][..<rank].reduce(0, +), receivedCounts[other])
      precondition(count == allCounts[other][rank], "\(count) bytes from rank \(other)")
      if count > 0 {
        UnsafeMutableRawBufferPointer(rebasing: received[position...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: part[start..<start + count]))
      }
      position += count
    }
    _ = try meeting.meet(rank, bringing: UnsafeRawBufferPointer(start: nil, count: 0))
  }
}

/// The results of the ranks, and the first error.
///
/// `@unchecked Sendable`: the lock guards the variables.
private final class RankOutcomes<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var values: [Value?]
  private var firstError: (any Error)?

  init(count: Int) { values = Array(repeating: nil, count: count) }

  func succeed(_ rank: Int, _ value: Value) { lock.withLock { values[rank] = value } }

  func fail(_ error: any Error) {
    lock.withLock {
      if firstError.map(Self.isConsequence) ?? true { firstError = error }
    }
  }

  /// Whether an error only says that another rank has failed.
  private static func isConsequence(_ error: any Error) -> Bool {
    switch error {
    case HUSEError.rankFailed, HUSEError.communicationFailed: true
    default: false
    }
  }

  func all() throws -> [Value] {
    try lock.withLock {
      if let firstError { throw firstError }
      return values.map { $0! }
    }
  }
}
