import Foundation

/// Programs of this package under `mpirun`, which tests may use as root and with more ranks than
/// cores.
enum MPIRun {
  static let program = BuiltProgram(path: "/usr/bin/mpirun")

  /// The arguments of `mpirun` that start a program.
  static func arguments(ranks: Int, _ program: URL, _ arguments: [String]) -> [String] {
    [
      "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-np", "\(ranks)",
      program.path,
    ] + arguments
  }

  /// Runs `huse` in a folder.
  static func huse(
    ranks: Int, _ arguments: [String], in folder: URL,
    _ body: (Process) throws -> Void = { _ in }
  ) throws -> BuiltProgram.Outcome {
    let huse = BuiltProgram.folder.appendingPathComponent("huse")
    return try program.run(self.arguments(ranks: ranks, huse, arguments), in: folder, body)
  }
}
