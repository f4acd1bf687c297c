import Foundation
import HUSE
import Testing

/// When another trial takes the place of trial 0, on evaluations that are written here.
@Suite struct TuningDecisionTests {
  /// Nine trials, of which 8, 3 and 1 are drawn on the rungs; with 20, more finalists.
  private static let trials = 20

  private let world: TuningWorld
  private let start: [Double]

  init() throws {
    world = try TuningWorld(trials: Self.trials)
    start = (0..<40).map { Double($0) / 50 }
  }

  /// An evaluation as a journal holds it.
  private func evaluation(
    _ trial: Int, rung: Int, score: Double?, queries: [Double]? = nil
  ) throws -> RecipeTuning.Evaluation {
    let recipe = world.tuning.recipe(
      ofTrial: trial, around: world.start, for: DataSummary(world.pairs, hasGraph: true))
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(recipe))
    var line: [String: Any] = ["trial": trial, "rung": rung, "recipe": object, "seconds": 1]
    line["score"] = score
    line["queryScores"] = queries.map { values in
      Data(
        values.flatMap { value in
          withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { Array($0) }
        }
      ).base64EncodedString()
    }
    return try JSONDecoder().decode(
      RecipeTuning.Evaluation.self, from: JSONSerialization.data(withJSONObject: line))
  }

  /// What a search chooses whose finalists have these scores beyond trial 0, query by query.
  private func chosen(_ leads: [Int: [Double]]) throws -> RecipeTuning.Outcome {
    let finalists = leads.keys.sorted()
    #expect(finalists.count == 3)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    var known = [try evaluation(0, rung: 2, score: mean(start), queries: start)]
    for trial in 1..<Self.trials {
      // The finalists lead on the first rungs, in their order; one trial fails.
      let place = finalists.firstIndex(of: trial).map { 0.9 - Double($0) / 100 }
      known.append(
        try evaluation(trial, rung: 0, score: trial == 7 ? nil : place ?? 0.4 - Double(trial) / 100)
      )
      if place != nil || trial <= 9 {
        known.append(try evaluation(trial, rung: 1, score: place ?? 0.3))
      }
    }
    for trial in finalists {
      let queries = zip(start, try #require(leads[trial])).map { $0 + $1 }
      known.append(try evaluation(trial, rung: 2, score: mean(queries), queries: queries))
    }
    let found = try world.run(resumingFrom: known)
    #expect(found.recorded.isEmpty, "something had to be measured")
    #expect(found.outcome.trialCount == Self.trials)
    return found.outcome
  }

  private func constant(_ value: Double) -> [Double] { start.map { _ in value } }

  /// A mean of `mean` with a standard error of `error`: ±d in turn has the deviation
  /// d · √(40/39).
  private func scattered(_ mean: Double, error: Double) -> [Double] {
    let half = error * 39.0.squareRoot()
    return start.indices.map { mean + ($0 % 2 == 0 ? half : -half) }
  }

  @Test func theBestOfThoseThatAreClearlyBetterIsChosen() throws {
    let outcome = try chosen([12: constant(0.01), 15: constant(0.03), 18: constant(0.02)])
    #expect(outcome.best.trial == 15)
    #expect(outcome.best.recipe.seed == world.start.seed)
    #expect(
      outcome.description == "Of 20 trials, trial 15 has the best score on held-out pairs: 0.4200, "
        + "trial 0 has 0.3900.")
  }

  @Test func aLeadWithinTwoStandardErrorsIsNone() throws {
    let none = try chosen([
      12: scattered(0.02, error: 0.0105), 15: constant(-0.01), 18: constant(0),
    ])
    #expect(none.best == none.start && none.best.trial == 0)
    #expect(
      none.description
        == "None of 20 trials is clearly better than trial 0, which has the score 0.3900.")
    let one = try chosen([
      12: scattered(0.02, error: 0.0095), 15: constant(-0.01), 18: constant(0),
    ])
    #expect(one.best.trial == 12)
    // The largest mean is not clear, another is.
    let second = try chosen([
      12: scattered(0.02, error: 0.0105), 15: constant(-0.01), 18: constant(0.01),
    ])
    #expect(second.best.trial == 18)
  }
}
