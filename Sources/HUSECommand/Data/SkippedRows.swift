import HUSE
import HUSEConsole

/// The rows or inputs that cannot be used and are skipped: each is named, and at the end they are
/// counted, whatever else is said.
struct SkippedRows {
  /// What is skipped, in the singular.
  let noun: String
  private(set) var count = 0

  init(noun: String = "row") { self.noun = noun }

  mutating func add(_ problem: String) {
    StandardError.writeLine("skipped: \(problem.escapingControls())")
    count += 1
  }

  /// Says how many there were.
  func end() {
    guard count > 0 else { return }
    StandardError.writeLine(
      count == 1
        ? "1 \(noun) that cannot be used was skipped."
        : "\(count) \(noun)s that cannot be used were skipped.")
  }
}
