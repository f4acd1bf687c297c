import Foundation

/// A program of this package, as `swift build --build-tests` left it beside the tests.
struct BuiltProgram {
  private let executable: URL

  init(name: String, in folder: URL = Self.folder) {
    executable = folder.appendingPathComponent(name)
  }

  /// A program of the system.
  init(path: String) { executable = URL(fileURLWithPath: path) }

  /// Where the programs of this package are: the folder that `HUSE_PROGRAMS` names, else that of
  /// the tests.
  static var folder: URL {
    ProcessInfo.processInfo.environment["HUSE_PROGRAMS"].map { URL(fileURLWithPath: $0) }
      ?? folderOfTheTests
  }

  /// Where the programs are whose library is compiled as that of the tests.
  ///
  /// An optimised build rounds some sums of products otherwise, so only these give the bits that
  /// the tests expect of the library.
  static var folderOfTheTests: URL { Bundle.module.bundleURL.deletingLastPathComponent() }

  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Starts the program and leaves it running, without output.
  func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs the program to its end; its output goes through files, so that no pipe can fill up.
  ///
  /// - Parameters:
  ///   - arguments: what the program is given.
  ///   - input: what it reads from standard input.
  ///   - folder: where it runs; here by default.
  ///   - body: called with the running program.
  /// - Returns: the status and the output of the program.
  /// - Throws: what starting the program and `body` throw.
  func run(
    _ arguments: [String], input: String = "", in folder: URL? = nil,
    _ body: (Process) throws -> Void = { _ in }
  ) throws -> Outcome {
    let files = FileManager.default.temporaryDirectory
      .appendingPathComponent("huse-program-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: files) }
    func file(_ name: String, _ content: String) throws -> URL {
      let url = files.appendingPathComponent(name)
      try Data(content.utf8).write(to: url)
      return url
    }
    let (output, errors) = (try file("output", ""), try file("errors", ""))
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = try FileHandle(forReadingFrom: try file("input", input))
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    do { try body(process) } catch {
      process.terminate()
      throw error
    }
    process.waitUntilExit()
    let status = process.terminationStatus
    return Outcome(
      status: process.terminationReason == .uncaughtSignal ? 128 + status : status,
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }
}
