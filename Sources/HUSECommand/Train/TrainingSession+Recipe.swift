import Foundation
import HUSE

// Training with a recipe.
extension TrainingSession {
  func trainByRecipe(
    _ input: Input
  ) throws -> (model: SharedEmbedding, summary: TrainingSummary) {
    let (graph, own) = try agreement.reporting { () -> (SemanticGraph?, TrainingRecipe?) in
      let graph = try settings.classes.availableGraph(
        of: input.pairs.classNames, encoders: settings.encoders)
      guard agreement.isFirst else { return (graph, nil) }
      let chosen = try self.recipe(for: input, graph: graph)
      try folder.checkpoints.recipe.write(chosen)
      return (graph, chosen)
    }
    let recipe = try shared(own)
    var (model, trainer) = try agreement.reporting {
      (
        try recipe.model(for: input.pairs, graph: graph)
          .with(textEncoder: input.encoders.text, imageEncoder: input.encoders.image),
        try recipe.trainer(precision: settings.run.precision)
      )
    }
    let summary = try train(
      &model, with: &trainer, on: input, minimizing: recipe.loss(graph: graph),
      steps: recipe.optimization.steps)
    // Reading what ranks share is a meeting.
    if agreement.isFirst || isSharded { try recipe.finish(&model, on: input.pairs) }
    return (model, summary)
  }

  /// The recipe of rank 0.
  private func shared(_ own: TrainingRecipe?) throws -> TrainingRecipe {
    if let own, agreement.communicator == nil { return own }
    try agreement.proceed()
    let text = try agreement.first(own.map { try JSONLine.text($0) } ?? "")
    return try own ?? JSONDecoder().decode(TrainingRecipe.self, from: Data(text.utf8))
  }

  private func recipe(for input: Input, graph: SemanticGraph?) throws -> TrainingRecipe {
    if isResumed, folder.checkpoints.recipe.exists { return try folder.checkpoints.recipe.read() }
    let start = try settings.startingRecipe(for: input.pairs, hasGraph: graph != nil)
    guard settings.recipe.recipe == .automatic, settings.recipe.folds > 0 else { return start }
    var reporter = RecipeReporter(options: report)
    defer { reporter.end() }
    return try chosen(input, graph: graph, startingAt: start, reporter: &reporter)
  }

  private func chosen(
    _ input: Input, graph: SemanticGraph?, startingAt start: TrainingRecipe,
    reporter: inout RecipeReporter
  ) throws -> TrainingRecipe {
    func choose(_ pairs: some PairedDataset) throws -> TrainingRecipe {
      try .chosen(
        for: pairs, graph: graph, groups: input.groups, startingAt: start,
        varying: settings.variedByFolds(pairCount: pairs.count), foldCount: settings.recipe.folds
      ) { progress in
        try reporter.report(progress)
        try Interruption.check()
      }
    }
    return try choose(input.pairs)
  }
}

extension ClassGraphOptions {
  /// The distances of the classes, from the best available source.
  ///
  /// The sources are, in this order: the one that the user specified, a hierarchy of more than one
  /// level, class names if their encoder is available, and none.
  func availableGraph(
    of classNames: [String], encoders: EncoderOptions
  ) throws(HUSEError) -> SemanticGraph? {
    guard graph == nil else {
      return try graph(of: classNames) { () throws(HUSEError) in try encoders.classNames() }
    }
    let isGiven = hierarchy.taxonomy != nil || hierarchy.wordnet != nil
    let tree = isGiven ? try hierarchy.tree(of: classNames) : try? hierarchy.tree(of: classNames)
    if let tree, tree.height > 1 { return try SemanticGraph(classNames: classNames, in: tree) }
    guard encoders.hasSentenceEncoder else { return nil }
    let encoder = try encoders.sentence()
    return try SemanticGraph(
      classEmbeddings: Self.embeddings(of: classNames, encoder: encoder), classNames: classNames)
  }
}
