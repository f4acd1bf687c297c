extension TrainingRecipe {
  /// The recipe for given pairs: the rule of `automatic(for:)`, with what is left open measured on
  /// folds of the pairs.
  ///
  /// Up to 20,000 pairs are divided into folds that respect classes and groups; of more, a tenth is
  /// held out. From 1,000 pairs on, four variants are compared on two of the folds: the recipe, a
  /// third and three times its weight on the contrastive loss, and three fifths of its dropout with
  /// twice its rate; fewer pairs cannot tell them apart. One takes the place of the first where
  /// held-out items find one another better by more than a standard error. Predictions for all
  /// held-out pairs then choose penalties and factors of the class opinions, the fusion, and the
  /// class component. Pairs whose class has no other group are not held out. The result depends on
  /// the pairs, their groups and the seed alone, on as many threads.
  ///
  /// - Parameters:
  ///   - pairs: what will be trained on, in memory or as a `FeatureStream`.
  ///   - graph: the distances of the classes; `nil` for none.
  ///   - groups: the group of each pair, such as the versions of one image; by default each pair is
  ///     a group of its own.
  ///   - recipe: what to start with; by default `automatic(for:)`.
  ///   - varying: what folds may decide beside what the recipe knows of classes; by default
  ///     `Variation.standard(pairCount:)`.
  ///   - foldCount: the number of folds, from 2.
  ///   - seed: decides everything random, unless a recipe is given, which has its own.
  ///   - progress: called after each step; what it throws ends the search.
  /// - Returns: the recipe to train all pairs with.
  /// - Throws: `HUSEError.invalidArgument` for fewer than two folds, `.shapeMismatch` unless there
  ///   is a group for each pair, what training throws, and what `progress` throws.
  public static func chosen(
    for pairs: some PairedDataset, graph: SemanticGraph? = nil, groups: [some Hashable],
    startingAt recipe: TrainingRecipe? = nil, varying: Set<Variation>? = nil,
    foldCount: Int = 5, seed: UInt64 = 7,
    progress: (RecipeProgress) throws -> Void = { _ in }
  ) throws -> TrainingRecipe {
    var work = RecipeWork(total: 0)
    return try chosen(
      for: pairs, graph: graph, groups: groups, startingAt: recipe, varying: varying,
      foldCount: foldCount, seed: seed, work: &work, isTrainedAfter: false, progress: progress)
  }

  /// The same, where the model may be trained after: `work` then says so from the beginning.
  static func chosen(
    for pairs: some PairedDataset, graph: SemanticGraph?, groups: [some Hashable],
    startingAt recipe: TrainingRecipe? = nil, varying: Set<Variation>? = nil,
    foldCount: Int = 5, seed: UInt64, work: inout RecipeWork, isTrainedAfter: Bool,
    progress: (RecipeProgress) throws -> Void
  ) throws -> TrainingRecipe {
    let recipe =
      recipe ?? .automatic(for: DataSummary(pairs, hasGraph: graph != nil), seed: seed)
    // One pair, or versions of one thing, cannot be divided.
    guard Set(groups).count > 1 else { return recipe }
    let search = try RecipeSearch(
      pairs, graph: graph, groups: groups, foldCount: foldCount, seed: recipe.seed
    ) { try progress(work.progress($0)) }
    let variants = recipe.variants(varying ?? Variation.standard(pairCount: pairs.count))
    work.total =
      search.stepCount(of: variants) + (isTrainedAfter ? recipe.optimization.steps : 0)
    return try search.best(of: variants, work: &work, progress: progress)
  }

  /// The recipe for pairs of which each is a group of its own.
  ///
  /// - Throws: as with groups.
  public static func chosen(
    for pairs: some PairedDataset, graph: SemanticGraph? = nil,
    startingAt recipe: TrainingRecipe? = nil, varying: Set<Variation>? = nil,
    foldCount: Int = 5, seed: UInt64 = 7,
    progress: (RecipeProgress) throws -> Void = { _ in }
  ) throws -> TrainingRecipe {
    try chosen(
      for: pairs, graph: graph, groups: Array(0..<pairs.count), startingAt: recipe,
      varying: varying, foldCount: foldCount, seed: seed, progress: progress)
  }
}
