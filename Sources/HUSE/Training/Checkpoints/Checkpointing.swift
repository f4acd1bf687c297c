public import Foundation

/// When training writes checkpoints, where, and how many stay.
///
/// The first is written before the first step, so that a folder that cannot be written to is found
/// at once, and one more when training ends: at its end, when it is cancelled, and when progress
/// throws. A checkpoint holds the weights and about three times as much beside them.
public struct Checkpointing: Sendable, Hashable {
  /// Where they go: `step-000000120.checkpoint` and, with validation, `best.checkpoint`.
  public let folder: URL
  /// One after every so many steps; `nil` for none of these.
  public let stepInterval: Int?
  /// One when so many minutes have passed since the last; `nil` for none of these.
  public let minuteInterval: Double?
  /// The newest that stay; older ones are removed.
  public let keptCount: Int

  /// Chooses where and when.
  ///
  /// - Parameters:
  ///   - folder: is made if it is not there. It holds the checkpoints of one training.
  ///   - everySteps: one after every so many steps.
  ///   - everyMinutes: one when so many minutes have passed since the last.
  ///   - keepingLast: the newest that stay; the best one stays beside them.
  /// - Precondition: the numbers are above 0.
  public init(
    in folder: URL, everySteps: Int? = nil, everyMinutes: Double? = 10, keepingLast: Int = 3
  ) {
    precondition(everySteps.map { $0 > 0 } ?? true, "checkpoints every \(everySteps ?? 0) steps")
    precondition(
      everyMinutes.map { $0 > 0 } ?? true, "checkpoints every \(everyMinutes ?? 0) minutes")
    precondition(keepingLast > 0, "keeping \(keepingLast) checkpoints")
    self.folder = folder
    stepInterval = everySteps
    minuteInterval = everyMinutes
    keptCount = keepingLast
  }
}
