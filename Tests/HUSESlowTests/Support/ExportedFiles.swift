import Foundation
import Testing

/// What other programs make of exported files: `Tests/Reference/run_export.py`.
struct ExportedFiles {
  private static let variable = "HUSE_PYTHON"
  private let python: String

  init() throws {
    python = try #require(
      ProcessInfo.processInfo.environment[Self.variable],
      "Set \(Self.variable) to a python3 with onnxruntime, faiss and pytrec_eval (Scripts/test)")
  }

  /// Runs the script in a folder and returns what it prints.
  func run(_ arguments: String..., in work: TemporaryFolder) throws -> Data {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Reference/run_export.py").standardizedFileURL
    let outcome = try BuiltProgram(path: python).run([script.path] + arguments, in: work.url)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return Data(outcome.output.utf8)
  }
}
