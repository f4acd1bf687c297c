import Foundation
import HUSECore
import Synchronization

/// The number of the first error of writing, or 0.
private let failure = Atomic<Int32>(0)

/// Results.
///
/// A result that cannot be written is an error.
package enum StandardOutput {
  /// Writes lines, with other control characters escaped.
  ///
  /// An error is kept for `check`.
  package static func writeLine(_ text: String) {
    write(text.escapingControls(keepingLines: true) + "\n")
  }

  /// Writes text.
  ///
  /// After an error, which is kept for `check`, nothing more is written.
  package static func write(_ text: String) {
    guard failure.load(ordering: .relaxed) == 0 else { return }
    var text = text
    let code = text.withUTF8 {
      StandardStreams.write($0, to: STDOUT_FILENO, waiting: -1)
    }
    if code != 0 { failure.store(code, ordering: .relaxed) }
  }

  /// Checks that everything has been written.
  ///
  /// - Throws: `Failure`.
  package static func check() throws(Failure) {
    let code = failure.load(ordering: .relaxed)
    if code != 0 { throw Failure(code: code) }
  }

  /// Results that could not be written.
  package struct Failure: Error, CustomStringConvertible {
    let code: Int32

    /// Whether the reader has gone, as `head` goes when it has read enough.
    var isClosedPipe: Bool { code == EPIPE }

    package var description: String {
      "Standard output could not be written: \(String(cString: strerror(code))). "
        + "What it holds is incomplete."
    }
  }
}
