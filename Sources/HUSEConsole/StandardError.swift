import Foundation
import HUSECore

/// Messages for a person.
package enum StandardError {
  /// Whether standard error is a terminal that obeys escape codes.
  package static let isTerminal =
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  private static let patience: Int32 = 1000

  /// Writes lines, with other control characters escaped.
  package static func writeLine(_ text: String) {
    write(text.escapingControls(keepingLines: true) + "\n")
  }

  /// Writes text.
  ///
  /// What cannot be written is dropped, since the work does not depend on a reader.
  package static func write(_ text: String) {
    var text = text
    _ = text.withUTF8 { StandardStreams.write($0, to: STDERR_FILENO, waiting: patience) }
  }
}
