import HUSE
import Testing

/// How a limit of time decides how many trials there are.
@Suite struct TuningTimeTests {
  /// With a trillionth of a second there is time for trial 0, which always is measured.
  @Test func theStartIsMeasuredHoweverLittleTimeThereIs() throws {
    var world = try TuningWorld(trials: 9)
    world.tuning.timeLimit = .nanoseconds(1)
    let (outcome, recorded) = try world.run()
    #expect(recorded.map(\.trial) == [0])
    #expect(outcome.trialCount == 1 && outcome.best.trial == 0)
  }

  /// Of the time after trial 0 the first quarter is for rung 0. What is known counts with the seconds
  /// that it took, so that a search that is resumed draws as many trials as it would have.
  @Test func rungsEndWithTheirShareOfTheTime() throws {
    var world = try TuningWorld(trials: 9)
    let recorded = try world.run().recorded
    var spent = recorded[1...4].reduce(0) { $0 + $1.seconds }
    // Trial 4 begins just before the end of the quarter, trial 5 would begin behind it.
    let end = spent - recorded[4].seconds / 2
    world.tuning.timeLimit = .seconds(recorded[0].seconds + 4 * end)
    let few = try world.run(resumingFrom: recorded)
    #expect(few.outcome.trialCount == 5)

    // The rest of the time is that of rungs 1 and 2: two of the four trials, then one.
    let rung1 = few.recorded.filter { $0.rung == 1 }
    let known = recorded.filter { $0.rung == 1 }
    let best = recorded[1...4].sorted { ($0.score ?? 0) > ($1.score ?? 0) }.prefix(2)
    let measured = try best.map { trial in
      try #require((rung1 + known).first { $0.trial == trial.trial })
    }
    for evaluation in measured { spent += evaluation.seconds }
    #expect(rung1.allSatisfy { found in best.contains { $0.trial == found.trial } })

    let again = try world.run(resumingFrom: recorded + few.recorded)
    #expect(again.recorded.isEmpty)
    #expect(again.outcome == few.outcome)
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
