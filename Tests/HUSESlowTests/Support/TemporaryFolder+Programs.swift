import Foundation

extension TemporaryFolder {
  /// Runs `huse` here.
  func huse(
    _ arguments: String..., input: String = "", from programs: URL = BuiltProgram.folder,
    _ body: (Process) throws -> Void = { _ in }
  ) throws -> BuiltProgram.Outcome {
    try BuiltProgram(name: "huse", in: programs).run(arguments, input: input, in: url, body)
  }

  /// Runs a command line of the POSIX shell here, which finds the programs of this package.
  func shell(_ script: String, input: String = "") throws -> BuiltProgram.Outcome {
    try BuiltProgram(path: "/bin/sh").run(
      ["-c", "PATH=\"$1:$PATH\"; \(script)", "sh", BuiltProgram.folder.path], input: input, in: url)
  }

  /// Waits until a condition holds; an error after a minute.
  func wait(until isSo: () -> Bool) throws {
    struct TimedOut: Error {}
    for _ in 0..<6000 {
      if isSo() { return }
      usleep(10_000)
    }
    throw TimedOut()
  }
}
