import Foundation

/// What the exchange with other ranks took in a training.
public struct CommunicationSummary: Sendable, Hashable, Codable {
  /// The number of ranks.
  public let ranks: Int
  /// The number of bytes that this rank received from other ranks.
  public let receivedBytes: Int
  /// The time of the exchanges in seconds, including the time in which this rank waited for slower
  /// ranks.
  public let seconds: Double
  /// The time of the whole training in seconds.
  public let trainingSeconds: Double
}

extension CommunicationSummary: CustomStringConvertible {
  /// For example: `4 ranks, 812 MB received, 3% of the time exchanging`.
  public var description: String {
    let share = trainingSeconds > 0 ? 100 * seconds / trainingSeconds : 0
    return "\(ranks) \(ranks == 1 ? "rank" : "ranks"), \((receivedBytes + 500_000) / 1_000_000) MB "
      + "received, \(Int(share.rounded()))% of the time exchanging"
  }
}

/// A communicator that counts bytes and time.
///
/// `@unchecked Sendable`: the lock guards the variables.
final class CommunicationMeter: Communicator, @unchecked Sendable {
  private let base: any Communicator
  private let lock = NSLock()
  private let start = ContinuousClock.now
  private var receivedBytes = 0
  private var time = Duration.zero

  init(_ base: any Communicator) { self.base = base }

  var rank: Int { base.rank }
  var size: Int { base.size }

  var summary: CommunicationSummary {
    lock.withLock {
      CommunicationSummary(
        ranks: size, receivedBytes: receivedBytes, seconds: time.inSeconds,
        trainingSeconds: (ContinuousClock.now - start).inSeconds)
    }
  }

  func allGather(_ bytes: UnsafeMutableRawBufferPointer, counts: [Int]) throws(HUSEError) {
    let start = ContinuousClock.now
    try base.allGather(bytes, counts: counts)
    count(bytes.count - counts[rank], since: start)
  }

  func allToAll(
    _ sent: UnsafeRawBufferPointer, counts sentCounts: [Int],
    into received: UnsafeMutableRawBufferPointer, counts receivedCounts: [Int]
  ) throws(HUSEError) {
    let start = ContinuousClock.now
    try base.allToAll(sent, counts: sentCounts, into: received, counts: receivedCounts)
    count(received.count - receivedCounts[rank], since: start)
  }

  private func count(_ bytes: Int, since start: ContinuousClock.Instant) {
    lock.withLock {
      receivedBytes += bytes
      time += ContinuousClock.now - start
    }
  }
}
