import Foundation
import HUSECore

/// A line on the terminal that the next one replaces; nothing if standard error is a file.
package enum ProgressLine {
  /// Replaces the line, shortened to the width of the terminal.
  package static func show(_ line: String) {
    write("\r\u{1B}[K\(line.escapingControls().prefix(width - 2))")
  }

  /// Removes the line.
  package static func end() { write("\r\u{1B}[K") }

  /// A bar that shows how much is done, such as `[#######·············]`.
  package static func bar(_ done: Int, of total: Int, width: Int = 20) -> String {
    let filled = min(width * done / max(total, 1), width)
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: "·", count: width - filled) + "]"
  }

  private static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 120 }
    return Int(size.ws_col)
  }

  private static func write(_ text: String) {
    guard StandardError.isTerminal else { return }
    StandardError.write(text)
  }
}
