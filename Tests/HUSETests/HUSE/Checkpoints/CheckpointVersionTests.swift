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
}
