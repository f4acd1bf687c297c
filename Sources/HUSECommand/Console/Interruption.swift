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

  /// Ends the work if a signal has come.
  ///
  /// - Parameter state: what is on disk now.
  /// - Throws: the exit code, 128 and the signal's number, after a message.
  static func check(_ state: @autoclosure () -> String) throws {
    let number = received.load(ordering: .relaxed)
    guard number != 0 else { return }
    ProgressLine.end()
    Console.note("Stopped by \(number == SIGINT ? "SIGINT" : "SIGTERM"). \(state())")
    throw ExitCode(128 + number)
  }
}
