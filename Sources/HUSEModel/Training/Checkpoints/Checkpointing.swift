public import Foundation

/// A plan of when and where training writes checkpoints, and how many it keeps.
///
/// The first is written before the first step, so that a folder without write permission is
/// detected at once. Another is written when training completes, is cancelled, or ends because
/// `progress` throws. A checkpoint takes about four times the size of the weights.
public struct Checkpointing: Sendable, Hashable {
  /// The folder of the files `step-000000120.checkpoint` and, with validation, `best.checkpoint`.
  public let folder: URL
  /// The number of steps between checkpoints; `nil` for no such checkpoints.
  public let stepInterval: Int?
  /// The number of minutes between checkpoints; `nil` for no such checkpoints.
  public let minuteInterval: Double?
  /// The number of checkpoints that are kept; older ones are removed.
  public let keptCount: Int

  /// Creates a plan of checkpoints.
  ///
  /// - Parameters:
  ///   - folder: the folder, which is created if it does not exist. It holds the checkpoints of one
  ///     training run.
  ///   - everySteps: the number of steps between checkpoints.
  ///   - everyMinutes: the number of minutes between checkpoints.
  ///   - keepingLast: the number of the newest checkpoints that are kept; the best one is kept as
  ///     well.
  /// - Throws: `HUSEError.invalidArgument` unless the numbers are above 0.
  public init(
    in folder: URL, everySteps: Int? = nil, everyMinutes: Double? = 10, keepingLast: Int = 3
  ) throws(HUSEError) {
    func check(_ isValid: Bool, _ name: String, _ found: Any) throws(HUSEError) {
      guard !isValid else { return }
      throw .invalidArgument(
        name: "\(name) of the checkpoints", found: "\(found)", expected: "a number above 0")
    }
    if let everySteps { try check(everySteps > 0, "everySteps", everySteps) }
    if let everyMinutes { try check(everyMinutes > 0, "everyMinutes", everyMinutes) }
    try check(keepingLast > 0, "keepingLast", keepingLast)
    self.folder = folder
    stepInterval = everySteps
    minuteInterval = everyMinutes
    keptCount = keepingLast
  }
}
