extension TrainingRecipe {
  /// The recipe for given pairs: the rule of `automatic(for:)`, with open choices made on folds of
  /// the pairs.
  ///
  /// Up to 20,000 pairs are divided into folds that respect classes and groups. Of a larger number,
  /// a tenth is held out. From 1,000 pairs, four variants are compared on two of the folds: the
  /// recipe itself, a third and three times its weight of the contrastive loss, and three fifths of
  /// its dropout with twice its learning rate. Fewer pairs cannot tell the variants apart. A
  /// variant replaces the first if retrieval among held-out items is better by more than a standard
  /// error. Predictions for all held-out pairs then determine the penalties and factors of the
  /// class opinions, the fusion, and the class component. Pairs whose class has no other group are
  /// not held out. For a given number of threads, the result depends only on the pairs, their
  /// groups and the seed.
  ///
  /// - Parameters:
  ///   - pairs: the training data, in memory or as a `FeatureStream`.
  ///   - graph: the distances of the classes; `nil` for none.
  ///   - groups: the group of each pair, such as the versions of one image; by default each pair is
  ///     its own group.
  ///   - recipe: the recipe to start from; by default `automatic(for:)`.
  ///   - varying: what folds may decide in addition to the class settings; by default
  ///     `Variation.standard(pairCount:)`.
  ///   - foldCount: the number of folds, at least 2.
  ///   - seed: the seed of everything random; a recipe that is passed has its own seed.
  ///   - progress: called after each step; an error that it throws ends the search.
  /// - Returns: the recipe for training on all pairs.
  /// - Throws: `HUSEError.invalidArgument` for fewer than two folds, `.shapeMismatch` unless there
  ///   is a group for each pair, and the errors of training and of `progress`.
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

  /// Chooses a recipe when the model may be trained afterwards; `work` then includes that training
  /// from the start.
  static func chosen(
    for pairs: some PairedDataset, graph: SemanticGraph?, groups: [some Hashable],
    startingAt recipe: TrainingRecipe? = nil, varying: Set<Variation>? = nil,
    foldCount: Int = 5, seed: UInt64, work: inout RecipeWork, isTrainedAfter: Bool,
    progress: (RecipeProgress) throws -> Void
  ) throws -> TrainingRecipe {
    let recipe =
      recipe ?? .automatic(for: DataSummary(pairs, hasGraph: graph != nil), seed: seed)
    // A single pair, or versions of the same image, cannot be divided.
    guard Set(groups).count > 1 else { return recipe }
    let search = try RecipeSearch(
      pairs, graph: graph, groups: groups, foldCount: foldCount, seed: recipe.seed
    ) { try progress(work.progress($0)) }
    let variants = recipe.variants(varying ?? Variation.standard(pairCount: pairs.count))
    work.total =
      search.stepCount(of: variants) + (isTrainedAfter ? recipe.optimization.steps : 0)
    return try search.best(of: variants, work: &work, progress: progress)
  }

  /// The recipe for pairs, each of which is its own group.
  ///
  /// - Throws: the same errors as with groups.
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
