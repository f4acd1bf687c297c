/// Measures trials on folds, and keeps the outputs that the next rung reuses.
struct TrialBench<Pairs: PairedDataset> {
  let search: RecipeSearch<Pairs>
  /// The outputs after complete training, by trial.
  private var kept: [Int: [FoldOutput]] = [:]

  init(_ search: RecipeSearch<Pairs>) { self.search = search }

  /// The number of folds in a rung.
  func foldCount(of rung: Rung) -> Int { min(rung.foldCount, search.folds.count) }

  /// The number of steps that an evaluation takes; folds whose outputs are kept take none.
  ///
  /// `trial` is `nil` for any trial that comes from the previous rung.
  func stepCount(of recipe: TrainingRecipe, trial: Int?, at rung: Rung) -> Int {
    let kept = rung.stepShare < 1 ? 0 : trial.map { self.kept[$0]?.count ?? 0 } ?? keptCount(rung)
    return search.folds[..<foldCount(of: rung)].dropFirst(kept).reduce(0) {
      $0 + search.steps(of: rung.shortened(recipe), on: $1, isCompared: rung.isCompared)
    }
  }

  /// The number of folds of a rung that were already trained in the previous rung.
  private func keptCount(_ rung: Rung) -> Int {
    let before = search.folds[..<foldCount(of: .all[1])]
    return rung == .last && before.allSatisfy(search.isComparedWhole) ? before.count : 0
  }

  /// The outputs of models trained with a recipe, for the held-out pairs of a rung's folds.
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

  /// Discards the outputs of all trials except these.
  mutating func keep(_ trials: [Int]) { kept = kept.filter { trials.contains($0.key) } }
}

extension Rung {
  /// A copy of a recipe with the share of the steps that this rung takes.
  func shortened(_ recipe: TrainingRecipe) -> TrainingRecipe {
    stepShare < 1 ? recipe.scaled(toShare: stepShare) : recipe
  }
}
