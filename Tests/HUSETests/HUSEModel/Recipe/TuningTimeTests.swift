import Foundation
import HUSE
import Testing

/// How a limit of time decides how many trials there are.
@Suite struct TuningTimeTests {
  /// In a billionth of a second there is time for trial 0, which always is measured.
  @Test func theStartIsMeasuredHoweverLittleTimeThereIs() throws {
    var world = try TuningWorld(trials: 9)
    world.tuning.timeLimit = .nanoseconds(1)
    let (outcome, recorded) = try world.run()
    #expect(recorded.map(\.trial) == [0])
    #expect(outcome.trialCount == 1 && outcome.best.trial == 0)
  }

  /// The same evaluations, as if they had taken so many seconds on each rung.
  private func timed(
    _ evaluations: [RecipeTuning.Evaluation], _ seconds: [Int]
  ) throws -> [RecipeTuning.Evaluation] {
    try evaluations.map { evaluation in
      var line =
        try JSONSerialization.jsonObject(with: JSONEncoder().encode(evaluation)) as? [String: Any]
      line?["seconds"] = seconds[evaluation.rung]
      return try JSONDecoder().decode(
        RecipeTuning.Evaluation.self,
        from: JSONSerialization.data(withJSONObject: try #require(line)))
    }
  }

  /// Of the time after trial 0 the first quarter is for rung 0, the next half for rung 1.
  ///
  /// What is known counts with the seconds that it took, so that a search that is resumed draws as
  /// many trials as it would have.
  @Test func rungsEndWithTheirShareOfTheTime() throws {
    var world = try TuningWorld(trials: 9)
    let recorded = try timed(world.run().recorded, [10, 1, 100])
    // Trial 0 took 100 s, each trial of rung 0 10 s: trial 4 starts after 30 of 35 s, trial 5 would
    // after 40.
    world.tuning.timeLimit = .seconds(100 + 4 * 35)
    let few = try world.run(resumingFrom: recorded)
    #expect(few.outcome.trialCount == 5)
    let best = recorded[1...4].sorted { ($0.score ?? 0) > ($1.score ?? 0) }.prefix(2)
    let measured = (recorded + few.recorded).filter { $0.rung == 1 }.map(\.trial)
    #expect(best.allSatisfy { measured.contains($0.trial) })
    let again = try world.run(resumingFrom: recorded + few.recorded)
    #expect(again.recorded.isEmpty)
    #expect(again.outcome == few.outcome)

    // Rung 1 ends after 105 of 140 s: its second trial would start after 40 and 80 s.
    let slow = try timed(recorded + few.recorded, [10, 80, 100])
    world.tuning.timeLimit = .seconds(100 + 140)
    let late = try world.run(resumingFrom: slow)
    #expect(late.outcome.trialCount == 5)
    #expect(late.recorded.allSatisfy { $0.rung == 2 && $0.trial == best.first?.trial })
    // After a quarter of 40 s there is time for trial 1 alone.
    world.tuning.timeLimit = .seconds(100 + 40)
    let short = try world.run(resumingFrom: slow)
    #expect(short.outcome.trialCount == 2)
    #expect(short.recorded.allSatisfy { $0.trial == 1 && $0.rung > 0 })
  }

  @Test func moreTimeThanTrialsTakeChangesNothing() throws {
    var world = try TuningWorld(trials: 4)
    let whole = try world.run()
    world.tuning.timeLimit = .seconds(3600)
    var fractions: [Double] = []
    let limited = try world.tuning.run(
      on: world.pairs, graph: world.graph, startingAt: world.start,
      progress: {
        fractions.append($0.fraction)
        #expect(($0.secondsLeft ?? 0) <= 3600)
      })
    #expect(limited.best.result == whole.outcome.best.result)
    #expect(try #require(fractions.last) > 0.999)
  }
}
