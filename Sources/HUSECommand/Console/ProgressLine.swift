import Foundation
import HUSE
import HUSEConsole

/// A line on the terminal that is written over while work goes on; nothing where standard error is
/// a file.
enum ProgressLine {
  static func show(_ line: String) {
    write("\r\u{1B}[K\(line.escapingControls().prefix(width - 2))")
  }

  static func end() { write("\r\u{1B}[K") }

  /// A bar of how much is done, such as `[#######·············]`.
  static func bar(_ done: Int, of total: Int, width: Int = 20) -> String {
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
    guard Console.isTerminal else { return }
    StandardError.write(text)
  }
}
