import ArgumentParser

/// When a training writes checkpoints, and how many stay.
struct CheckpointSettings: ParsableArguments {
  @Option(help: "Writes a checkpoint after every so many steps; 0 for none of these.")
  var checkpointEvery = 0

  @Option(help: "Writes one when so many minutes have passed since the last; 0 for none of these.")
  var checkpointMinutes = 10.0

  @Option(help: "The newest checkpoints that stay, beside that of the best validation.")
  var keepCheckpoints = 3

  func validate() throws {
    try Ranges.check(checkpointEvery, "checkpoint-every", 0..., "a number of 0 or more")
    try Ranges.check(checkpointMinutes, "checkpoint-minutes", 0..<1e6, "a number of 0 or more")
    try Ranges.checkAboveZero(keepCheckpoints, "keep-checkpoints")
  }
}
