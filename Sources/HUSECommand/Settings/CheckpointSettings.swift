import ArgumentParser

/// The settings for when training writes checkpoints and how many it keeps.
struct CheckpointSettings: ParsableArguments {
  @Option(help: "Number of steps between two checkpoints; 0 to write none by steps.")
  var checkpointEvery = 0

  @Option(help: "Number of minutes between two checkpoints; 0 to write none by time.")
  var checkpointMinutes = 10.0

  @Option(help: "Number of newest checkpoints that are kept, besides that of the best validation.")
  var keepCheckpoints = 3

  func validate() throws {
    try Ranges.check(checkpointEvery, "checkpoint-every", 0..., "a number of 0 or more")
    try Ranges.check(
      checkpointMinutes, "checkpoint-minutes", 0..<1e6, "a number of 0 or more and below a million")
    try Ranges.checkAboveZero(keepCheckpoints, "keep-checkpoints")
  }
}
