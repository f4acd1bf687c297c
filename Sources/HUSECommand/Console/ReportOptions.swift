import ArgumentParser

/// The options that say how a command tells of its work.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @Flag(help: "Write a line of JSON for every report, to standard output.")
  var json = false

  func validate() throws {
    if quiet, json { throw ValidationError("Pass --quiet or --json, not both.") }
  }
}
