import HUSEData

/// Trains with recipes on folds of pairs, and evaluates the models on the held-out pairs.
struct RecipeSearch<Pairs: PairedDataset> {
  let pairs: Pairs
  let graph: SemanticGraph?
  let folds: [HeldOutFold]

  /// The number of pairs above which one part is held out instead of using folds.
  private static var largestFolded: Int { 20_000 }
  /// The maximum number of pairs on which variants are compared.
  private static var largestCompared: Int { 20_000 }
  private static var heldOutShare: Int { 10 }
  /// The number of folds on which variants are compared.
  private static var comparedFolds: Int { 2 }

  /// Divides the pairs into folds and fits the regressions of each fold.
  ///
  /// - Throws: the errors of dividing, reading and fitting, and of `progress`.
  init(
    _ pairs: Pairs, graph: SemanticGraph?, groups: [some Hashable], foldCount: Int, seed: UInt64,
    progress: (RecipeProgress.Stage) throws -> Void
  ) throws {
    self.pairs = pairs
    self.graph = graph
    let isLarge = pairs.count > Self.largestFolded
    let division = try Folds(
      labels: pairs.labels, groups: groups, count: isLarge ? Self.heldOutShare : foldCount,
      seed: seed)
    let count = isLarge ? 1 : division.heldOut.count
    var folds: [HeldOutFold] = []
    for fold in 0..<count {
      try progress(.regressions(fold: fold + 1, of: count))
      let held = try HeldOutFold(
        of: pairs, training: division.kept(fold), heldOut: division.heldOut[fold], seed: seed)
      if let held { folds.append(held) }
    }
    self.folds = folds
  }

  /// The number of steps that a search among variants takes.
  func stepCount(of variants: [TrainingRecipe]) -> Int {
    let compared = folds.prefix(Self.comparedFolds)
    let search =
      variants.count > 1
      ? variants.reduce(0) { sum, variant in
        sum + compared.reduce(0) { $0 + steps(of: variant, on: $1, isCompared: true) }
      } : 0
    let known = search > 0 && compared.allSatisfy(isComparedWhole) ? compared.count : 0
    return search
      + folds.dropFirst(known).reduce(0) { $0 + steps(of: variants[0], on: $1, isCompared: false) }
  }

  /// The number of steps that training with a recipe takes on a fold.
  func steps(of recipe: TrainingRecipe, on fold: HeldOutFold, isCompared: Bool) -> Int {
    let count = fold.trainingRows.count
    let rows = isCompared ? min(count, Self.largestCompared) : count
    return scaled(recipe, rows: rows).optimization.steps
  }

  private func scaled(_ recipe: TrainingRecipe, rows: Int) -> TrainingRecipe {
    recipe.scaled(toShare: Double(rows) / Double(pairs.count))
  }

  private func rows(of fold: HeldOutFold, isCompared: Bool) -> [Int] {
    let rows = fold.trainingRows
    guard isCompared, rows.count > Self.largestCompared else { return rows }
    var shuffled = rows
    var generator = SplitMix64(seed: UInt64(rows.count))
    generator.shuffle(&shuffled)
    return shuffled.prefix(Self.largestCompared).sorted()
  }

  /// Whether recipes are compared on all pairs of a fold.
  func isComparedWhole(_ fold: HeldOutFold) -> Bool {
    fold.trainingRows.count <= Self.largestCompared
  }

  /// The output of a model, trained on a fold's training pairs, for its held-out pairs.
  func output(
    of recipe: TrainingRecipe, on fold: HeldOutFold, isCompared: Bool = false,
    progress: (TrainingProgress) throws -> Void
  ) throws -> FoldOutput {
    let rows = rows(of: fold, isCompared: isCompared)
    // A copy of most rows of a large data set would double its memory.
    let training: any PairedDataset =
      rows.count > Self.largestCompared
      ? SelectedPairs(pairs, rows: rows) : pairs.selected(rows: rows)
    return try output(
      of: scaled(recipe, rows: rows.count), training: training, on: fold, progress: progress)
  }

  private func output(
    of recipe: TrainingRecipe, training: some PairedDataset, on fold: HeldOutFold,
    progress: (TrainingProgress) throws -> Void
  ) throws -> FoldOutput {
    var model = try recipe.model(for: training, graph: graph)
    var trainer = try recipe.trainer()
    try trainer.train(
      &model, on: training, minimizing: recipe.loss(graph: graph),
      steps: recipe.optimization.steps, progress: progress)
    return try FoldOutput(of: model, on: fold)
  }

  /// The first variant, or a clearly better one, with the class settings fitted on the folds.
  ///
  /// `progress` is called before and after each step with the work so far.
  func best(
    of variants: [TrainingRecipe], work: inout RecipeWork,
    progress: (RecipeProgress) throws -> Void
  ) throws -> TrainingRecipe {
    guard !folds.isEmpty else { return variants[0] }
    func outputs(
      _ index: Int, folds chosen: Range<Int>, isCompared: Bool, _ work: inout RecipeWork
    ) throws -> [FoldOutput] {
      try chosen.map { fold in
        let stage = RecipeProgress.Stage.fold(
          fold + 1, of: folds.count, variant: index + 1, ofVariants: variants.count)
        let output = try output(of: variants[index], on: folds[fold], isCompared: isCompared) {
          try progress(work.progress(stage, $0))
        }
        work.add(steps(of: variants[index], on: folds[fold], isCompared: isCompared))
        return output
      }
    }
    var chosen = 0
    var known: [FoldOutput] = []
    if variants.count > 1 {
      let compared = 0..<min(Self.comparedFolds, folds.count)
      var best: (outputs: [FoldOutput], score: RetrievalScore)?
      var first: RetrievalScore?
      for index in variants.indices {
        let found = try outputs(index, folds: compared, isCompared: true, &work)
        let score = try ComponentChoice(
          found, opinions: OpinionFit(found), graph: graph, recipe: variants[index]
        ).score
        if first == nil { first = score }
        let isBetter =
          best.map {
            score.mean > $0.score.mean && score.isAbove(first ?? score, byStandardErrors: 1)
          } ?? true
        if isBetter { (best, chosen) = ((found, score), index) }
      }
      if folds[compared].allSatisfy(isComparedWhole) { known = best?.outputs ?? [] }
    }
    known += try outputs(chosen, folds: known.count..<folds.count, isCompared: false, &work)
    return try variants[chosen].completed(by: known, graph: graph)
  }
}

extension TrainingRecipe {
  /// The recipe with class settings that are fitted to predictions for held-out pairs.
  func completed(by outputs: [FoldOutput], graph: SemanticGraph?) throws(HUSEError)
    -> TrainingRecipe
  {
    let opinions = try OpinionFit(outputs)
    return completed(
      by: opinions,
      try ComponentChoice(outputs, opinions: opinions, graph: graph, recipe: self))
  }

  /// The recipe with the given class settings.
  func completed(by opinions: OpinionFit, _ component: ComponentChoice) -> TrainingRecipe {
    var result = self
    result.classes = Classes(
      imagePenalty: opinions.penalties[.image], textPenalty: opinions.penalties[.text],
      imageWeights: opinions.weights[.image] ?? .paper,
      textWeights: opinions.weights[.text] ?? .paper, fusion: opinions.fusion,
      componentWeight: component.weight, componentBlend: component.blend)
    return result
  }
}
