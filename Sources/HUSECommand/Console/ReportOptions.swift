import ArgumentParser

/// The options for what a command reports and how.
struct ReportOptions: ParsableArguments {
  @Flag(
    help: "Whether to print only results, skipped rows and errors: no progress, no summary.")
  var quiet = false

  @Flag(help: "Whether to write results and progress as JSON, to standard output.")
  var json = false

  func validate() throws {
    if quiet, json { throw ValidationError("Pass --quiet or --json, not both.") }
  }

  /// The options for the work before the results; only the results are written as JSON.
  func withoutJSON() throws -> ReportOptions {
    try ReportOptions.parse(quiet || json ? ["--quiet"] : [])
  }
}
