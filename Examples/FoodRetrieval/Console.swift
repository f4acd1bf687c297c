import Foundation

/// A line on the terminal that is written over while work goes on; nothing where the output is a
/// file.
enum Console {
  private static let isTerminal = isatty(STDERR_FILENO) == 1

  static func progress(_ line: String) {
    guard isTerminal else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(line.prefix(118))".utf8))
  }

  static func endProgress() {
    guard isTerminal else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
