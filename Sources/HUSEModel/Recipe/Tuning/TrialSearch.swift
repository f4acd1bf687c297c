/// The state of a running search for a recipe: which trials are measured on which rung.
struct TrialSearch<Pairs: PairedDataset, Group: Hashable> {
  let tuning: RecipeTuning
  let start: TrainingRecipe
  let pairs: Pairs
  let graph: SemanticGraph?
  let groups: [Group]
  private let summary: DataSummary
  private let known: [Place: RecipeTuning.Evaluation]
  /// The folds, which are created when first needed; known evaluations need none.
  private var bench: TrialBench<Pairs>?
  private var work: TrialWork
  private var plan: Plan

  /// The current phase of the search: trial 0 or a rung.
  private struct Plan {
    var rung: Rung?
    /// The number of trials in the rung.
    var trialCount: Int
    /// The trials that are still to be measured, or `nil` for all of them, which may be very many.
    var trials: [Int]?
    var measured = 0
  }

  private struct Place: Hashable {
    let trial: Int
    let rung: Int
  }

  init(
    tuning: RecipeTuning, start: TrainingRecipe, pairs: Pairs, graph: SemanticGraph?,
    groups: [Group], known: [RecipeTuning.Evaluation]
  ) {
    self.tuning = tuning
    self.start = start
    self.pairs = pairs
    self.graph = graph
    self.groups = groups
    let summary = DataSummary(pairs, hasGraph: graph != nil)
    self.summary = summary
    self.known = Dictionary(
      known.filter {
        $0.measures(tuning.recipe(ofTrial: $0.trial, around: start, for: summary))
      }.map { (Place(trial: $0.trial, rung: $0.rung), $0) },
      uniquingKeysWith: { $1 })
    plan = Plan(rung: nil, trialCount: tuning.trialCount - 1)
    work = TrialWork(
      timeLimit: tuning.timeLimit, spent: self.known.values.reduce(0) { $0 + $1.seconds })
  }

  mutating func run(
    record: (RecipeTuning.Evaluation) throws -> Void,
    progress: (RecipeProgress) throws -> Void
  ) throws -> RecipeTuning.Outcome {
    let first = try evaluation(of: 0, at: .last, record: record, progress: progress)
    var spent = 0.0
    func isTime(for rung: Rung) -> Bool {
      guard let limit = tuning.timeLimit?.inSeconds else { return true }
      return spent < rung.endOfTime * (limit - first.seconds)
    }
    var (measured, trialCount): ([RecipeTuning.Evaluation], Int) = ([], 1)
    for rung in Rung.all {
      let survivors = rung.number == 0 ? nil : measured.map(\.trial)
      let planned = survivors.map { AnySequence($0) } ?? AnySequence(1..<tuning.trialCount)
      plan = Plan(
        rung: rung, trialCount: survivors?.count ?? tuning.trialCount - 1, trials: survivors)
      measured = []
      for trial in planned {
        guard isTime(for: rung) else { break }
        estimateWork()
        let found = try evaluation(of: trial, at: rung, record: record, progress: progress)
        spent += found.seconds
        measured.append(found)
        (plan.measured, plan.trials) = (measured.count, plan.trials.map { Array($0.dropFirst()) })
        if rung != .last {
          let survivors = Rung.ranked(measured).prefix(Rung.survivorCount(of: plan.trialCount))
          bench?.keep(survivors.map(\.trial))
        }
      }
      if rung.number == 0 { trialCount += measured.count }
      if rung != .last { measured = Rung.survivors(of: measured) }
    }
    let best = Rung.ranked(measured).first { $0.isClearlyAbove(first) }
    return RecipeTuning.Outcome(best: best ?? first, start: first, trialCount: trialCount)
  }

  /// The evaluation of a trial at a rung, which is measured if it is not known.
  private mutating func evaluation(
    of trial: Int, at rung: Rung, record: (RecipeTuning.Evaluation) throws -> Void,
    progress: (RecipeProgress) throws -> Void
  ) throws -> RecipeTuning.Evaluation {
    if let known = known[Place(trial: trial, rung: rung.number)] { return known }
    let begin = ContinuousClock.now
    let recipe = tuning.recipe(ofTrial: trial, around: start, for: summary)
    var (completed, score): (TrainingRecipe, RetrievalScore?) = (recipe, nil)
    do {
      (completed, score) = try measured(recipe, trial: trial, at: rung, progress: progress)
    } catch let error as HUSEError where trial > 0 && error.isOfDivergence {
      // A recipe that does not train is a result, not the end of the search.
    }
    let found = RecipeTuning.Evaluation(
      trial: trial, rung: rung.number, recipe: completed, score: score?.mean,
      queryScores: rung == .last ? score.map(PackedScores.init) : nil,
      seconds: (ContinuousClock.now - begin).inSeconds)
    try record(found)
    return found
  }

  private mutating func measured(
    _ recipe: TrainingRecipe, trial: Int, at rung: Rung,
    progress: (RecipeProgress) throws -> Void
  ) throws -> (TrainingRecipe, RetrievalScore) {
    var bench = try opened(progress)
    let foldCount = bench.foldCount(of: rung)
    var (fold, finished, last) = (-1, 0, 0)
    // The steps count as done even if training fails.
    defer { work.add(steps: finished + last) }
    let outputs = try bench.outputs(of: recipe, trial: trial, at: rung) { [work] current, step in
      if current != fold { (fold, finished) = (current, finished + last) }
      last = step.step
      try progress(
        work.progress(
          .trial(trial, rung: rung.number, fold: fold + 1, of: foldCount), steps: finished + last,
          step))
    }
    self.bench = bench
    let opinions = try OpinionFit(outputs)
    let component = try ComponentChoice(outputs, opinions: opinions, graph: graph, recipe: recipe)
    return (recipe.completed(by: opinions, component), component.score)
  }

  /// The folds with their regressions.
  private mutating func opened(
    _ progress: (RecipeProgress) throws -> Void
  ) throws -> TrialBench<Pairs> {
    if let bench { return bench }
    let search = try RecipeSearch(
      pairs, graph: graph, groups: groups, foldCount: tuning.foldCount, seed: start.seed
    ) { [work] stage in try progress(work.progress(stage)) }
    guard !search.folds.isEmpty else {
      throw HUSEError.invalidData(
        source: "pairs to tune a recipe on",
        problem: "no class has pairs in two folds, so nothing can be measured",
        remedy: "Pass classes of at least two pairs that are not of one group.")
    }
    let bench = TrialBench(search)
    self.bench = bench
    work.beginSteps()
    estimateWork()
    return bench
  }

  /// Estimates the remaining steps, as if each trial without an evaluation took as many as trial 0.
  private mutating func estimateWork() {
    guard let bench else { return }
    func typical(_ count: Int, at rung: Rung) -> Double {
      Double(count) * Double(bench.stepCount(of: start, trial: nil, at: rung))
    }
    func knownCount(at rung: Rung) -> Int {
      known.keys.count { $0.rung == rung.number && $0.trial > 0 }
    }
    var ahead = plan.rung == nil ? Double(bench.stepCount(of: start, trial: 0, at: .last)) : 0
    var (count, measured) = (plan.trialCount, plan.measured)
    for rung in Rung.all[(plan.rung?.number ?? 0)...] {
      if rung == plan.rung, let trials = plan.trials {
        for trial in trials where known[Place(trial: trial, rung: rung.number)] == nil {
          let recipe = tuning.recipe(ofTrial: trial, around: start, for: summary)
          ahead += Double(bench.stepCount(of: recipe, trial: trial, at: rung))
        }
      } else {
        ahead += typical(max(count - max(measured, knownCount(at: rung)), 0), at: rung)
      }
      (count, measured) = (Rung.survivorCount(of: count), 0)
    }
    work.ahead = ahead
  }
}

extension HUSEError {
  /// Whether a training failed because of its settings.
  package var isOfDivergence: Bool {
    switch self {
    case .notFinite, .diverged, .decompositionFailed: true
    default: false
    }
  }
}
