import HUSE

/// Pairs with a recipe of few steps, small enough to be searched in a test.
struct TuningWorld {
  let world: SmallWorld
  var start: TrainingRecipe
  var tuning: RecipeTuning

  var pairs: PairedFeatures { world.pairs }
  var graph: SemanticGraph { world.graph }

  /// A search of some trials; it does not vary the widths, which would make a test slow.
  init(
    trials: Int, folds: Int = 3,
    varying: Set<RecipeTuning.Parameter> = [
      .learningRate, .dropout, .contrastive, .graph, .passes, .batchSize,
    ]
  ) throws {
    // Noise that leaves something to be found better or worse.
    world = try SmallWorld(classes: 4, itemsPerClass: 6, noise: 2)
    start = Self.small(
      .automatic(for: DataSummary(world.pairs, hasGraph: true), seed: 3), steps: 8)
    tuning = RecipeTuning(trialCount: trials, foldCount: folds, varying: varying)
  }

  /// A recipe with narrow towers and few steps.
  static func small(_ recipe: TrainingRecipe, steps: Int) -> TrainingRecipe {
    var result = recipe
    result.towers.imageHiddenDimensions = [8]
    result.towers.textHiddenDimensions = [8]
    result.towers.dimension = 6
    result.optimization.batchSize = 8
    result.optimization.steps = steps
    return result
  }

  /// Searches, with what was recorded.
  func run(
    resumingFrom known: [RecipeTuning.Evaluation] = []
  ) throws -> (outcome: RecipeTuning.Outcome, recorded: [RecipeTuning.Evaluation]) {
    var recorded: [RecipeTuning.Evaluation] = []
    let outcome = try tuning.run(
      on: pairs, graph: graph, startingAt: start, resumingFrom: known,
      record: { recorded.append($0) })
    return (outcome, recorded)
  }
}

extension RecipeTuning.Evaluation {
  /// All but the time that it took, which is never the same.
  struct Result: Hashable {
    let trial: Int
    let rung: Int
    let recipe: TrainingRecipe
    let score: Double?
    let queries: [Double]?
  }

  var result: Result {
    Result(trial: trial, rung: rung, recipe: recipe, score: score, queries: scoresOfQueries)
  }
}
