import ArgumentParser

/// The options that say how a command tells of its work.
struct ReportOptions: ParsableArguments {
  @Flag(
    help: "Say nothing but results, rows that are skipped, and errors: no progress, no summary.")
  var quiet = false

  @Flag(help: "Write results and reports as JSON, to standard output.")
  var json = false

  func validate() throws {
    if quiet, json { throw ValidationError("Pass --quiet or --json, not both.") }
  }
}
