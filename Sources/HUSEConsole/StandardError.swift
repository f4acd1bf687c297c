import Foundation

/// Lines for a person.
package enum StandardError {
  /// Whether standard error is a terminal that obeys escape codes.
  package static let isTerminal =
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  private static let patience: Int32 = 1000

  /// Writes text, or gives it up where it cannot be written: work does not end for want of somebody
  /// to tell.
  package static func write(_ text: String) {
    var text = text
    _ = text.withUTF8 { StandardStreams.write($0, to: STDERR_FILENO, waiting: patience) }
  }
}
