/// Measures trials on folds, and keeps the outputs that the next rung uses again.
struct TrialBench<Pairs: PairedDataset> {
  let search: RecipeSearch<Pairs>
  /// The outputs of whole trainings, by trial.
  private var kept: [Int: [FoldOutput]] = [:]

  init(_ search: RecipeSearch<Pairs>) { self.search = search }

  /// How many folds a rung has.
  func foldCount(of rung: Rung) -> Int { min(rung.foldCount, search.folds.count) }

  /// The steps that an evaluation takes; those of folds whose outputs are kept are not taken again.
  ///
  /// `trial` is `nil` for one that comes from the rung before.
  func stepCount(of recipe: TrainingRecipe, trial: Int?, at rung: Rung) -> Int {
    let kept = rung.stepShare < 1 ? 0 : trial.map { self.kept[$0]?.count ?? 0 } ?? keptCount(rung)
    return search.folds[..<foldCount(of: rung)].dropFirst(kept).reduce(0) {
      $0 + search.steps(of: rung.shortened(recipe), on: $1, isCompared: rung.isCompared)
    }
  }

  /// How many folds of a rung have been trained on the rung before.
  private func keptCount(_ rung: Rung) -> Int {
    let before = search.folds[..<foldCount(of: .all[1])]
    return rung == .last && before.allSatisfy(search.isComparedWhole) ? before.count : 0
  }

  /// The outputs of models of a recipe for the held-out pairs of a rung's folds.
  ///
  /// `progress` is called after each step with the fold, from 0.
  mutating func outputs(
    of recipe: TrainingRecipe, trial: Int, at rung: Rung,
    progress: (_ fold: Int, TrainingProgress) throws -> Void
  ) throws -> [FoldOutput] {
    let isWhole = rung.stepShare == 1
    var outputs = isWhole ? kept[trial] ?? [] : []
    let folds = search.folds[..<foldCount(of: rung)]
    for fold in folds.indices.dropFirst(outputs.count) {
      outputs.append(
        try search.output(
          of: rung.shortened(recipe), on: folds[fold], isCompared: rung.isCompared
        ) { try progress(fold, $0) })
    }
    if isWhole, rung != .last, folds.allSatisfy(search.isComparedWhole) { kept[trial] = outputs }
    return outputs
  }

  /// Forgets the outputs of all trials but these.
  mutating func keep(_ trials: [Int]) { kept = kept.filter { trials.contains($0.key) } }
}

extension Rung {
  /// A recipe with the share of its steps that this rung takes.
  func shortened(_ recipe: TrainingRecipe) -> TrainingRecipe {
    stepShare < 1 ? recipe.scaled(toShare: stepShare) : recipe
  }
}
