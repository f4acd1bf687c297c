extension SharedEmbedding {
  /// Trains a model on pairs with the recipe that suits them.
  ///
  /// This is the one call for a program that needs a good model and does not choose how to train
  /// it.
  ///
  /// ```swift
  /// let graph = try SemanticGraph(classNames: pairs.classNames, in: taxonomy)
  /// let model = try SharedEmbedding.trained(on: pairs, graph: graph, textEncoder: encoder)
  /// ```
  ///
  /// - Parameters:
  ///   - pairs: the training data, in memory or as a `FeatureStream`.
  ///   - recipe: how to train; by default `TrainingRecipe.chosen(for:)` finds it.
  ///   - graph: the distances of the classes, or `nil` if they are unknown.
  ///   - groups: the group of each pair, such as the versions of one image, which folds keep
  ///     together; by default each pair is its own group.
  ///   - textEncoder: the encoder of the text features, which is stored with the model.
  ///   - imageEncoder: the encoder of the image features, which is stored with the model.
  ///   - seed: the seed of everything random; a recipe that is passed has its own seed.
  ///   - progress: called after each step; an error that it throws ends training.
  /// - Returns: the trained model.
  /// - Throws: what `TrainingRecipe.chosen(for:)` and `Trainer.train` throw.
  public static func trained(
    on pairs: some PairedDataset, by recipe: TrainingRecipe? = nil, graph: SemanticGraph? = nil,
    groups: [some Hashable], textEncoder: (any TextEncoder)? = nil,
    imageEncoder: (any ImageEncoder)? = nil, seed: UInt64 = 7,
    progress: (RecipeProgress) throws -> Void = { _ in }
  ) throws -> SharedEmbedding {
    var work = RecipeWork(total: 0)
    let recipe =
      try recipe
      ?? .chosen(
        for: pairs, graph: graph, groups: groups, seed: seed, work: &work, isTrainedAfter: true,
        progress: progress)
    var model = try recipe.model(for: pairs, graph: graph)
    var trainer = try recipe.trainer()
    work.total = work.done + recipe.optimization.steps
    try trainer.train(
      &model, on: pairs, minimizing: recipe.loss(graph: graph), steps: recipe.optimization.steps
    ) { try progress(work.progress(.training, $0)) }
    try recipe.finish(&model, on: pairs)
    return try model.with(textEncoder: textEncoder, imageEncoder: imageEncoder)
  }

  /// Trains a model on pairs, each of which is its own group.
  ///
  /// - Throws: the same errors as with groups.
  public static func trained(
    on pairs: some PairedDataset, by recipe: TrainingRecipe? = nil, graph: SemanticGraph? = nil,
    textEncoder: (any TextEncoder)? = nil, imageEncoder: (any ImageEncoder)? = nil,
    seed: UInt64 = 7, progress: (RecipeProgress) throws -> Void = { _ in }
  ) throws -> SharedEmbedding {
    try trained(
      on: pairs, by: recipe, graph: graph, groups: Array(0..<pairs.count),
      textEncoder: textEncoder, imageEncoder: imageEncoder, seed: seed, progress: progress)
  }
}

extension TrainingRecipe {
  /// Adds the recipe's class settings to a model whose towers have been trained.
  ///
  /// - Throws: the errors of reading the pairs and fitting the regressions;
  ///   `HUSEError.invalidArgument` for factors out of their range.
  package func finish(
    _ model: inout SharedEmbedding, on pairs: some PairedDataset
  ) throws(HUSEError) {
    for (name, weights) in [
      ("imageWeights", classes.imageWeights), ("textWeights", classes.textWeights),
    ] {
      try weights.check(named: name)
    }
    try classes.fusion.check()
    var opinions = ClassOpinions()
    (opinions.imageWeights, opinions.textWeights) = (classes.imageWeights, classes.textWeights)
    opinions.fusion = classes.fusion
    if classes.imagePenalty != nil || classes.textPenalty != nil {
      let sample = try RegressionSample(of: pairs, rows: Array(0..<pairs.count), seed: seed).pairs
      func regression(_ modality: Modality, _ penalty: Float?) throws(HUSEError)
        -> SoftmaxRegression?
      {
        guard let penalty else { return nil }
        // A small penalty is reached through larger ones, because starting from zeros takes several
        // times as long.
        let path = Self.penalties.filter { $0 > penalty } + [penalty]
        return try SoftmaxRegression.path(
          of: sample.features(modality), labels: sample.labels,
          classCount: model.classCount, penalties: path
        ).last
      }
      opinions.imageRegression = try regression(.image, classes.imagePenalty)
      opinions.textRegression = try regression(.text, classes.textPenalty)
    }
    model.opinions = opinions
    model.classComponent =
      classes.componentWeight > 0
      ? try ClassComponent(
        weight: classes.componentWeight, classCount: model.classCount, graph: model.graph,
        blend: classes.componentBlend,
        classShares: pairs.labels.classShares(of: model.classCount)) : nil
    model.recipe = self
  }
}
