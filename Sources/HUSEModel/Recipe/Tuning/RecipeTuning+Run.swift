extension RecipeTuning {
  /// Runs the search.
  ///
  /// Up to 20,000 pairs are divided into folds that respect classes and groups. Of a larger number,
  /// a tenth is held out instead of folds, and rungs 0 and 1 train on 20,000 of the rest. Pairs
  /// whose class has no other group are not held out. With a single class, or if no trial is
  /// clearly better, the result is the recipe that the search starts from.
  ///
  /// - Parameters:
  ///   - pairs: the training data, in memory or as a `FeatureStream`; they must not include test
  ///     rows.
  ///   - graph: the distances of the classes; `nil` for none.
  ///   - groups: the group of each pair, such as the versions of one image, which folds keep
  ///     together.
  ///   - recipe: trial 0; by default `TrainingRecipe.automatic(for:)`.
  ///   - seed: the seed of everything random; a recipe that is passed has its own seed.
  ///   - evaluations: the evaluations that `record` received in a search on the same pairs that was
  ///     interrupted, or that had fewer trials or less time. They are not measured again.
  ///     Evaluations of other recipes are ignored.
  ///   - record: called with each evaluation; an error that it throws ends the search.
  ///   - progress: called after each step; an error that it throws ends the search.
  /// - Returns: the best recipe and how it was found.
  /// - Throws: `HUSEError.invalidArgument` for a value out of its range, `.shapeMismatch` unless
  ///   there is a group for each pair, `.invalidData` if nothing can be held out, because there are
  ///   fewer than two groups or each class has only one; the errors of training with the recipe of
  ///   trial 0, whereas another trial that diverges is a result; the errors of `record` and
  ///   `progress`.
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

  /// Runs the search with pairs, each of which is its own group.
  ///
  /// - Throws: the same errors as with groups.
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
