import HUSE
import HUSEConsole

/// A line on the terminal that is written over while work goes on; nothing where the output is a
/// file.
enum Console {
  static func progress(_ line: String) {
    guard StandardError.isTerminal else { return }
    StandardError.write("\r\u{1B}[K\(line.escapingControls().prefix(118))")
  }

  static func endProgress() {
    guard StandardError.isTerminal else { return }
    StandardError.write("\r\u{1B}[K")
  }
}

/// Writes a result, in place of Swift's function, which loses what cannot be written.
func print(_ text: String) {
  StandardOutput.write(text.escapingControls(keepingLines: true) + "\n")
}
