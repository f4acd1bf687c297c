import ArgumentParser

/// The command-line tool.
@main
struct Huse: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "huse",
    abstract: "Learn and search one space of images and texts.",
    subcommands: [Compare.self])
}
