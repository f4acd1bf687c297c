import Foundation
import HUSE
import Testing

/// A training that is killed again and again ends as one that never was.
@Suite struct InterruptedTrainingTests {
  private let program = BuiltProgram(name: "InterruptedTraining")
  private let temporary: TemporaryFolder

  private var folder: URL { temporary.url }

  private static let kills = 100

  init() throws { temporary = try TemporaryFolder() }

  private func arguments(_ training: Int) -> [String] {
    ["checkpoints-\(training)", "model-\(training)"].map {
      folder.appendingPathComponent($0).path
    }
  }

  private func model(_ training: Int) throws -> Data {
    try Data(contentsOf: folder.appendingPathComponent("model-\(training)"))
  }

  private func step(_ training: Int) throws -> Int {
    try Checkpoint.latest(in: folder.appendingPathComponent("checkpoints-\(training)"))?.step ?? 0
  }

  @Test func aHundredKillsChangeNoBit() throws {
    let start = ContinuousClock.now
    let whole = try program.run(arguments(0))
    #expect(whole.status == 0, "\(whole.errors)")
    let expected = try model(0)
    let last = try step(0)
    let duration = (ContinuousClock.now - start) / .seconds(1)

    // Lives of up to a quarter of a whole training: each training takes several.
    var generator = SplitMix64(seed: 2024)
    var (training, kills, killsInTheMiddle) = (1, 0, 0)
    while kills < Self.kills {
      let process = try program.start(arguments(training))
      Thread.sleep(forTimeInterval: generator.nextUniform() * duration / 4)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal {
        kills += 1
        // Whatever the moment, the newest checkpoint is whole.
        let step = try step(training)
        if step > 0, step < last { killsInTheMiddle += 1 }
      } else {
        #expect(process.terminationStatus == 0)
        #expect(try model(training) == expected, "training \(training)")
        training += 1
      }
    }
    let outcome = try program.run(arguments(training))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try model(training) == expected, "training \(training)")
    #expect(killsInTheMiddle > Self.kills / 4)
  }
}
