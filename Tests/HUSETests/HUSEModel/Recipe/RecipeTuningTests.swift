import Foundation
import HUSE
import Testing

@Suite struct RecipeTuningTests {
  @Test func aThirdOfTheTrialsReachesTheNextRung() throws {
    let (outcome, recorded) = try TuningWorld(trials: 11).run()
    // Trial 0 on all folds, 10 others, the best 4 of them, the best 2 of those.
    #expect(recorded.map(\.rung) == [2] + Array(repeating: 0, count: 10) + [1, 1, 1, 1, 2, 2])
    #expect(recorded[0].trial == 0)
    #expect(recorded[1..<11].map(\.trial) == Array(1...10))
    #expect(outcome.trialCount == 11)
    #expect(Set(recorded.map(\.score)).count > 8, "too easy to tell trials apart")
    func best(_ count: Int, of evaluations: ArraySlice<RecipeTuning.Evaluation>) throws -> [Int] {
      let scores = try evaluations.map { ($0.trial, try #require($0.score)) }
      return scores.sorted { $0.1 > $1.1 }.prefix(count).map(\.0)
    }
    #expect(try recorded[11..<15].map(\.trial) == best(4, of: recorded[1..<11]))
    #expect(try recorded[15...].map(\.trial) == best(2, of: recorded[11..<15]))
    for evaluation in recorded {
      let score = try #require(evaluation.score)
      #expect(score > 0 && score <= 1 && evaluation.seconds > 0)
      #expect((evaluation.scoresOfQueries != nil) == (evaluation.rung == 2))
      let queries = evaluation.scoresOfQueries ?? []
      if !queries.isEmpty {
        // Four directions of 24 held-out pairs.
        #expect(queries.count == 96)
        #expect(abs(queries.reduce(0, +) / 96 - score) < 1e-6)
      }
    }
    #expect(outcome.start == recorded[0])
  }

  @Test func withOneTrialTheResultIsTheStartCompletedByFolds() throws {
    let world = try TuningWorld(trials: 1)
    let (outcome, recorded) = try world.run()
    let chosen = try TrainingRecipe.chosen(
      for: world.pairs, graph: world.graph, startingAt: world.start, varying: [], foldCount: 3)
    #expect(outcome.recipe == chosen)
    #expect(recorded.map(\.rung) == [2])
    #expect(outcome.best == outcome.start && outcome.trialCount == 1)
    #expect(outcome.recipe.classes != world.start.classes)

    // What the call is for that is told nothing.
    let rule = try RecipeTuning(trialCount: 1, foldCount: 2).run(on: world.pairs, seed: 5)
    var expected = TrainingRecipe.automatic(
      for: DataSummary(world.pairs, hasGraph: false), seed: 5)
    expected.classes = rule.recipe.classes
    #expect(rule.recipe == expected)
  }

  @Test func theSameSearchHasTheSameResult() throws {
    let world = try TuningWorld(trials: 5)
    let (first, second) = (try world.run(), try world.run())
    #expect(first.recorded.map(\.result) == second.recorded.map(\.result))
    #expect(first.outcome.best.result == second.outcome.best.result)
  }

  /// A kill may come between any two evaluations; they come back from a file.
  @Test func aSearchThatIsResumedEndsAsTheUninterruptedOne() throws {
    let world = try TuningWorld(trials: 6)
    let whole = try world.run()
    #expect(whole.recorded.count == 1 + 5 + 2 + 1)
    // Before all, after trial 0, within each rung and between them, and after all.
    for count in [0, 1, 3, 6, 7, 8, 9] {
      let stored = try JSONEncoder().encode(Array(whole.recorded.prefix(count)))
      let known = try JSONDecoder().decode([RecipeTuning.Evaluation].self, from: stored)
      #expect(known == Array(whole.recorded.prefix(count)))
      let resumed = try world.run(resumingFrom: known)
      #expect(
        resumed.recorded.map(\.result) == whole.recorded.dropFirst(count).map(\.result), "\(count)")
      #expect(resumed.outcome.best.result == whole.outcome.best.result, "\(count)")
      #expect(resumed.outcome.trialCount == 6)
    }
  }

  @Test func moreTrialsExtendASearchAndOtherRecipesAreNotUsed() throws {
    var world = try TuningWorld(trials: 3)
    let few = try world.run()
    world.tuning.trialCount = 6
    let more = try world.run(resumingFrom: few.recorded)
    #expect(more.recorded.filter { $0.rung == 0 }.map(\.trial) == [3, 4, 5])
    #expect(try more.outcome.best.result == world.run().outcome.best.result)

    world.start.losses.gap = 0.3
    let other = try world.run(resumingFrom: few.recorded + more.recorded)
    #expect(other.recorded.count == 1 + 5 + 2 + 1)
  }

  /// A loss with a temperature whose inverse is infinite is not finite: trials that draw it fail.
  @Test func aTrialThatDivergesIsAResult() throws {
    var world = try TuningWorld(trials: 7, varying: [.contrastive])
    world.start.losses.contrastive = 0
    world.start.losses.temperature = .leastNonzeroMagnitude
    let (outcome, recorded) = try world.run()
    let failed = recorded.filter { $0.score == nil }
    #expect(!failed.isEmpty && failed.count < recorded.count)
    #expect(failed.allSatisfy { $0.rung == 0 && $0.recipe.losses.contrastive > 0 })
    #expect(outcome.recipe.losses.contrastive == 0)
    #expect(failed.allSatisfy { $0.description.hasSuffix(": failed") })
    let again = try world.run(resumingFrom: recorded)
    #expect(again.recorded.isEmpty && again.outcome == outcome)

    world.start.losses.contrastive = 1
    #expect(throws: HUSEError.self) { try world.run() }
  }

  @Test func whatProgressAndRecordThrowEndsTheSearch() throws {
    struct Enough: Error {}
    let world = try TuningWorld(trials: 3)
    var last: RecipeProgress?
    #expect(throws: Enough.self) {
      try world.tuning.run(
        on: world.pairs, graph: world.graph, startingAt: world.start,
        progress: { progress in
          last = progress
          if case .trial(2, rung: 0, _, _) = progress.stage { throw Enough() }
        })
    }
    #expect(last?.step?.step == 1)
    #expect(last?.description.hasPrefix("rung 0, trial 2, fold 1 of 1, ") == true)
    #expect(throws: Enough.self) {
      try world.tuning.run(
        on: world.pairs, startingAt: world.start, record: { _ in throw Enough() })
    }
  }

  @Test func progressNamesEveryFoldAndEndsNearTheWhole() throws {
    let world = try TuningWorld(trials: 4)
    var stages: [RecipeProgress.Stage] = []
    var fractions: [Double] = []
    _ = try world.tuning.run(
      on: world.pairs, graph: world.graph, startingAt: world.start,
      progress: { progress in
        if stages.last != progress.stage { stages.append(progress.stage) }
        fractions.append(progress.fraction)
      })
    #expect(
      stages.prefix(7) == [
        .regressions(fold: 1, of: 3), .regressions(fold: 2, of: 3), .regressions(fold: 3, of: 3),
        .trial(0, rung: 2, fold: 1, of: 3), .trial(0, rung: 2, fold: 2, of: 3),
        .trial(0, rung: 2, fold: 3, of: 3), .trial(1, rung: 0, fold: 1, of: 1),
      ])
    #expect(fractions.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(try #require(fractions.last) > 0.999)
  }
}
