import HUSE
import HUSEConsole

/// Reports the rows or inputs that are skipped because they cannot be used.
///
/// Each is reported, and their number at the end, even with `--quiet`.
struct SkippedRows {
  /// The noun for a skipped row or input, in the singular.
  let noun: String
  private(set) var count = 0

  init(noun: String = "row") { self.noun = noun }

  mutating func add(_ problem: String) {
    StandardError.writeLine("skipped: \(problem.escapingControls())")
    count += 1
  }

  /// Reports the number of skipped rows or inputs.
  func end() {
    guard count > 0 else { return }
    StandardError.writeLine(
      count == 1
        ? "1 \(noun) that cannot be used was skipped."
        : "\(count) \(noun)s that cannot be used were skipped.")
  }
}
