import ArgumentParser
import HUSE

/// The command-line tool.
@main
struct Huse: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "huse",
    abstract: "Learn and search one space of images and texts.",
    subcommands: [
      Encode.self, Train.self, Tune.self, Evaluate.self, Embed.self, Search.self, Classify.self,
      Inspect.self, Compare.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot(Train.expanding(Array(CommandLine.arguments.dropFirst())))
      try command.run()
    } catch let error as HUSEError {
      exit(withError: CommandError(error))
    } catch let error as SettingsError {
      exit(withError: ValidationError("\(error)"))
    } catch {
      exit(withError: error)
    }
  }
}
