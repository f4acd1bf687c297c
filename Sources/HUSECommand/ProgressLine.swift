import Foundation

/// A line on the terminal that is written over while work goes on; nothing where standard error is
/// a file.
enum ProgressLine {
  private static let isTerminal = isatty(STDERR_FILENO) == 1

  static func show(_ line: String) { write("\r\u{1B}[K\(line.prefix(118))") }

  static func end() { write("\r\u{1B}[K") }

  private static func write(_ text: String) {
    guard isTerminal else { return }
    FileHandle.standardError.write(Data(text.utf8))
  }
}
