import Foundation
import HUSE
import Testing

/// Files of every version of a checkpoint so far: `Rehearsal` after 13 of its 20 steps.
@Suite struct CheckpointVersionTests {
  private static func fixture(_ version: Int) -> URL {
    Fixture.url("checkpoint/version-\(version).checkpoint")
  }

  @Test(arguments: 1...1)
  func filesOfEveryVersionAreReadAndGoneOnFrom(_ version: Int) throws {
    let file = Self.fixture(version)
    #expect(try SafetensorsFile(contentsOf: file).metadata["format_version"] == "\(version)")
    let checkpoint = try Checkpoint(contentsOf: file)
    #expect(checkpoint.step == 13 && checkpoint.epoch == 3)
    #expect(checkpoint.validations.count == 1 && checkpoint.bestModel != nil)

    let rehearsal = try Rehearsal()
    let whole = try rehearsal.run()
    let resumed = try rehearsal.run(from: checkpoint)
    #expect(resumed.summary.steps == 20 && resumed.summary.epochs == 4)
    #expect(resumed.summary.bestEpoch == whole.summary.bestEpoch)
    // Another machine may have made the first 13 steps with other last digits.
    #expect(
      largestDifference(
        resumed.summary.validations.map { Float($0) }, whole.summary.validations.map { Float($0) })
        < 1e-3)
    for (found, expected) in zip(resumed.parameters, whole.parameters) {
      #expect(largestDifference(found.values, expected.values) < 1e-3)
    }
  }

  /// What is written today is what was written when the fixture of the newest version was made.
  @Test func theNewestVersionIsWrittenAsItWas() throws {
    let fixture = Self.fixture(1)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.checkpoint")
      try Checkpoint(contentsOf: fixture).write(to: file)
      #expect(try Data(contentsOf: file) == Data(contentsOf: fixture))
    }
  }

  /// Found by the fuzzer: each of them ended the program once training went on.
  @Test(arguments: [
    ("\"samplerEpoch\":2", "\"samplerEpoch\":-10", "samplerEpoch -10"),
    ("\"samplerPosition\":30", "\"samplerPosition\":49", "samplerPosition 49 of 48 pairs"),
    (
      "\"updateCount\":13", "\"updateCount\":9223372036854775807",
      "updateCount 9223372036854775807"
    ),
  ])
  func aStateThatNoTrainingHasIsRefused(old: String, new: String, problem: String) throws {
    let fixture = try SafetensorsFile(contentsOf: Self.fixture(1))
    var tensors: [String: Tensor] = [:]
    for name in fixture.names { tensors[name] = try fixture.tensor(name) }
    var metadata = fixture.metadata
    metadata["training"] = metadata["training"]?.replacingOccurrences(of: old, with: new)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.checkpoint")
      try SafetensorsFile.write(tensors, metadata: metadata, checksummed: true, to: file)
      #expect(
        errorText { () throws(HUSEError) in try Checkpoint(contentsOf: file) }
          == "\(file.path): the state in its metadata has \(problem). "
          + "The file is damaged: use another checkpoint.")
    }
  }
}
