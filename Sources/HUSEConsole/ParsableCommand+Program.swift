package import ArgumentParser
import Foundation
import HUSECore

extension ParsableCommand {
  /// Runs a program and ends it with the right status: 1 if its results could not be written, or
  /// that of `SIGPIPE` if their reader has gone.
  package static func runProgram(_ body: () throws -> Void) {
    do {
      try body()
      try StandardOutput.check()
    } catch {
      end(error)
    }
  }

  private static func end(_ error: any Error) -> Never {
    if let failure = error as? StandardOutput.Failure, failure.isClosedPipe {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    let code = exitCode(for: error)
    let text = fullMessage(for: error)
    if !text.isEmpty {
      let line = text.escapingControls(keepingLines: true) + "\n"
      if code.isSuccess { StandardOutput.write(line) } else { StandardError.write(line) }
    }
    // For help texts, which are results if the user asked for them.
    do { try StandardOutput.check() } catch  where code.isSuccess { end(error) } catch {}
    Foundation.exit(code.rawValue)
  }
}
