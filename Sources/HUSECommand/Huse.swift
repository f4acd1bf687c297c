import ArgumentParser

/// The command-line tool.
@main
struct Huse: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "huse",
    abstract: "Learn and search one space of images and texts.",
    subcommands: [
      Encode.self, Train.self, Evaluate.self, Embed.self, Search.self, Classify.self, Inspect.self,
      Compare.self,
    ])

  static func main() {
    do {
      main(try Train.expanding(Array(CommandLine.arguments.dropFirst())))
    } catch {
      exit(withError: ValidationError("\(error)"))
    }
  }
}
