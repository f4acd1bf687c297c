import Foundation

/// A new, empty folder in which programs run; it is removed with its last reference.
final class WorkFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("huse-work-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String) -> URL { url.appendingPathComponent(name) }
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name).path) }
  func data(_ name: String) throws -> Data { try Data(contentsOf: file(name)) }
  func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }
  func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: file(name)) }

  /// The names of what is in a folder, sorted.
  func names(in name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: file(name).path).sorted()
  }

  /// Runs `huse` here.
  func huse(
    _ arguments: String..., input: String = "", _ body: (Process) throws -> Void = { _ in }
  ) throws -> BuiltProgram.Outcome {
    try BuiltProgram(name: "huse").run(arguments, input: input, in: url, body)
  }

  /// Runs a command line of the POSIX shell here, which finds the programs of this package.
  func shell(_ script: String, input: String = "") throws -> BuiltProgram.Outcome {
    try BuiltProgram(path: "/bin/sh").run(
      ["-c", "PATH=\"$1:$PATH\"; \(script)", "sh", BuiltProgram.folder.path], input: input, in: url)
  }

  /// Waits until something is so; an error after a minute.
  func wait(until isSo: () -> Bool) throws {
    struct TimedOut: Error {}
    for _ in 0..<6000 {
      if isSo() { return }
      usleep(10_000)
    }
    throw TimedOut()
  }
}
