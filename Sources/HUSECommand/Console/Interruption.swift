import ArgumentParser
import Foundation
import Synchronization

/// The number of the signal that has come, or 0. A C function, which takes signals, can capture
/// nothing.
private let received = Atomic<Int32>(0)

/// Turns SIGINT and SIGTERM into a request to stop, so that work ends between two steps and leaves
/// nothing half-written. A second one ends the program at once.
enum Interruption {
  /// From here on the work must call `check`.
  static func watch() {
    // The value is made here: a signal handler may not make it.
    received.store(0, ordering: .relaxed)
    // A program that was started by a thread with blocked signals has them blocked, too.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signalNumber in [SIGINT, SIGTERM] {
      sigaddset(&signals, signalNumber)
      signal(signalNumber) { number in
        if received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// A signal that came while work went on.
  struct Stop: Error {
    fileprivate let number: Int32

    /// Says what came and what is on disk now; returns the exit code, 128 and the signal's number.
    func exit(_ state: String) -> ExitCode {
      ProgressLine.end()
      Console.note("Stopped by \(number == SIGINT ? "SIGINT" : "SIGTERM"). \(state)")
      return ExitCode(128 + number)
    }
  }

  /// Ends the work if a signal has come.
  static func check() throws(Stop) {
    let number = received.load(ordering: .relaxed)
    if number != 0 { throw Stop(number: number) }
  }

  /// Ends the work if a signal has come.
  ///
  /// - Parameter state: what is on disk now.
  /// - Throws: the exit code, after a message.
  static func check(_ state: @autoclosure () -> String) throws {
    do throws(Stop) { try check() } catch { throw error.exit(state()) }
  }
}
