extension RecipeTuning {
  /// Searches.
  ///
  /// Up to 20,000 pairs are divided into folds that respect classes and groups; of more, a tenth is
  /// held out and takes the place of all folds, and rungs 0 and 1 train on 20,000 of the rest.
  /// Pairs whose class has no other group are not held out. With a single class, or where no trial
  /// is clearly better, the result is the recipe that the search starts at.
  ///
  /// - Parameters:
  ///   - pairs: what will be trained on, in memory or as a `FeatureStream`; rows that a model is to
  ///     be tested on are not among them.
  ///   - graph: the distances of the classes; `nil` for none.
  ///   - groups: the group of each pair, such as the versions of one image, which folds keep
  ///     together.
  ///   - recipe: trial 0; by default `TrainingRecipe.automatic(for:)`.
  ///   - seed: decides everything random, unless a recipe is given, which has its own.
  ///   - evaluations: what `record` got in a search of the same pairs that was interrupted, or that
  ///     had fewer trials or less time; it is not measured again. Those of other recipes are not
  ///     used.
  ///   - record: called with each evaluation; what it throws ends the search.
  ///   - progress: called after each step; what it throws ends the search.
  /// - Returns: the best recipe and how it was found.
  /// - Throws: `HUSEError.invalidArgument` for a value out of its range, `.shapeMismatch` unless
  ///   there is a group for each pair, `.invalidData` where nothing can be held out: for fewer than
  ///   two groups, and where each class has but one. What training by the recipe of trial 0 throws;
  ///   a training of another trial that diverges is a result. What `record` and `progress` throw.
  public func run(
    on pairs: some PairedDataset, graph: SemanticGraph? = nil, groups: [some Hashable],
    startingAt recipe: TrainingRecipe? = nil, seed: UInt64 = 7,
    resumingFrom evaluations: [Evaluation] = [],
    record: (Evaluation) throws -> Void = { _ in },
    progress: (RecipeProgress) throws -> Void = { _ in }
  ) throws -> Outcome {
    try check()
    let start =
      recipe ?? .automatic(for: DataSummary(pairs, hasGraph: graph != nil), seed: seed)
    var search = TrialSearch(
      tuning: self, start: start, pairs: pairs, graph: graph, groups: groups, known: evaluations)
    return try search.run(record: record, progress: progress)
  }

  /// Searches with pairs of which each is a group of its own.
  ///
  /// - Throws: as with groups.
  public func run(
    on pairs: some PairedDataset, graph: SemanticGraph? = nil,
    startingAt recipe: TrainingRecipe? = nil, seed: UInt64 = 7,
    resumingFrom evaluations: [Evaluation] = [],
    record: (Evaluation) throws -> Void = { _ in },
    progress: (RecipeProgress) throws -> Void = { _ in }
  ) throws -> Outcome {
    try run(
      on: pairs, graph: graph, groups: Array(0..<pairs.count), startingAt: recipe, seed: seed,
      resumingFrom: evaluations, record: record, progress: progress)
  }
}
