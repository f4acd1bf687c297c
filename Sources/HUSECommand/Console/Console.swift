import HUSE
import HUSEConsole

/// Lines for a person, which go to standard error: standard output is for results.
enum Console {
  /// Whether a line can be written over.
  static var isTerminal: Bool { StandardError.isTerminal }

  static func note(_ text: String) {
    StandardError.write(text.escapingControls(keepingLines: true) + "\n")
  }
}

/// Writes a result, in place of Swift's function, which loses what cannot be written. The program
/// ends with an error after a failure; a command that goes on for long checks as it goes.
func print(_ text: String) {
  StandardOutput.write(text.escapingControls(keepingLines: true) + "\n")
}
