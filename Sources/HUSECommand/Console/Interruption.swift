import ArgumentParser
import Foundation
import HUSEConsole
import Synchronization

/// The number of the received signal, or 0.
///
/// It is global because a signal handler, a C function, captures nothing.
private let received = Atomic<Int32>(0)

/// Turns SIGINT, SIGTERM and SIGHUP into a request to stop.
///
/// Work then ends between two steps and leaves no incomplete file.
///
/// A second signal ends the program at once.
enum Interruption {
  /// Begins to watch for signals; from then on the work must call `check`.
  static func watch() {
    // Initializes the value, which a signal handler must not do.
    received.store(0, ordering: .relaxed)
    // A program inherits the blocked signals of the thread that started it.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signalNumber in names.keys {
      sigaddset(&signals, signalNumber)
      let previous = signal(signalNumber) { number in
        if received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
      // `nohup` makes a program ignore SIGHUP, so that work continues when the terminal is closed.
      if signalNumber == SIGHUP, isIgnoring(previous) { signal(signalNumber, SIG_IGN) }
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static let names = [SIGINT: "SIGINT", SIGTERM: "SIGTERM", SIGHUP: "SIGHUP"]

  private static func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// A signal that was received during the work.
  struct Stop: Error {
    fileprivate let number: Int32

    /// Reports the signal and what is on disk, and returns the exit code, 128 plus the signal's
    /// number.
    func exit(_ state: String) -> ExitCode {
      ProgressLine.end()
      StandardError.writeLine("Stopped by \(names[number] ?? "a signal"). \(state)")
      return code
    }

    /// The exit code, 128 plus the signal's number.
    var code: ExitCode { ExitCode(128 + number) }
  }

  /// Ends the work if a signal was received.
  static func check() throws(Stop) {
    let number = received.load(ordering: .relaxed)
    if number != 0 { throw Stop(number: number) }
  }

  /// Ends the work if a signal was received.
  ///
  /// - Parameter state: what is on disk now.
  /// - Throws: the exit code, after a message.
  static func check(_ state: @autoclosure () -> String) throws {
    do throws(Stop) { try check() } catch { throw error.exit(state()) }
  }
}
