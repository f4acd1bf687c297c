import ArgumentParser
import HUSE
import HUSEConsole

/// The command-line tool.
@main
struct Huse: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "huse",
    abstract: "Learn and search one space of images and texts.",
    version: "HUSE for Swift, unreleased; model files of version \(FileFormat.model.version)",
    subcommands: [
      Encode.self, Train.self, Tune.self, Evaluate.self, Report.self, Embed.self, LoadIndex.self,
      Search.self, Classify.self, Inspect.self, Compare.self, Export.self,
    ])

  static func main() {
    StandardStreams.prepare()
    runProgram {
      do {
        try run(Array(CommandLine.arguments.dropFirst()))
      } catch let error as HUSEError {
        throw CommandError(error)
      } catch let error as SettingsError {
        throw ValidationError("\(error)")
      }
    }
  }

  private static func run(_ arguments: [String]) throws {
    var command = try parseAsRoot(Train.expanding(arguments))
    let threads =
      (command as? any TrainingCommand)?.settings.run.threads
      ?? ((command as? Train)?.distributed == true ? MPIProcess.threads : nil)
    try LinearAlgebraBackend.checkMemory(threads: threads)
    if let threads { LinearAlgebraBackend.useThreads(threads) }
    let folder = (command as? any FolderWriter)?.outputFolder
    let lock = try folder.map { try FolderLock($0) }
    defer { withExtendedLifetime(lock) {} }
    try command.run()
  }
}
