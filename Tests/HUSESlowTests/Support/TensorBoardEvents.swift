import Foundation
import Testing

/// The curves in an event file, as TensorBoard reads them.
struct TensorBoardEvents {
  struct Point: Decodable, Equatable {
    let step: Int
    let value: Float
  }

  /// By the name of what is measured.
  let curves: [String: [Point]]

  private static let variable = "HUSE_PYTHON"

  /// Reads the event files of a folder.
  init(in folder: URL) throws {
    let python = try #require(
      ProcessInfo.processInfo.environment[Self.variable],
      "Set \(Self.variable) to a python3 with tensorboard (Scripts/test)")
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Reference/read_events.py").standardizedFileURL
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [script.path, folder.path]
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    curves = try JSONDecoder().decode([String: [Point]].self, from: output)
  }
}
