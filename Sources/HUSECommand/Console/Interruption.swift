import ArgumentParser
import Foundation
import HUSEConsole
import Synchronization

/// The number of the signal that has come, or 0. A C function, which takes signals, can capture
/// nothing.
private let received = Atomic<Int32>(0)

/// Turns SIGINT, SIGTERM and SIGHUP into a request to stop, so that work ends between two steps and
/// leaves nothing half-written. A second one ends the program at once.
enum Interruption {
  /// From here on the work must call `check`.
  static func watch() {
    // The value is made here: a signal handler may not make it.
    received.store(0, ordering: .relaxed)
    // A program that was started by a thread with blocked signals has them blocked, too.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signalNumber in names.keys {
      sigaddset(&signals, signalNumber)
      let previous = signal(signalNumber) { number in
        if received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
      // As `nohup` leaves it: work goes on when the terminal is closed.
      if signalNumber == SIGHUP, isIgnoring(previous) { signal(signalNumber, SIG_IGN) }
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static let names = [SIGINT: "SIGINT", SIGTERM: "SIGTERM", SIGHUP: "SIGHUP"]

  private static func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// A signal that came while work went on.
  struct Stop: Error {
    fileprivate let number: Int32

    /// Says what came and what is on disk now; returns the exit code, 128 and the signal's number.
    func exit(_ state: String) -> ExitCode {
      ProgressLine.end()
      StandardError.writeLine("Stopped by \(names[number] ?? "a signal"). \(state)")
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
