import HUSE

/// Trains a model by the recipe that suits the pairs.
struct Recipe {
  let encoders: Encoders
  /// How often each pair is seen; `nil` for the number of the recipe.
  let epochs: Int?
  let seed: UInt64

  /// Trains a model on pairs.
  func train(
    on pairs: PairedFeatures, groups: [ItemGroup],
    progress: (RecipeProgress) throws -> Void = { _ in }
  ) throws -> SharedEmbedding {
    let taxonomy = try Taxonomy(classPaths: pairs.classNames)
    let graph =
      taxonomy.height > 1
      ? try SemanticGraph(classNames: pairs.classNames, in: taxonomy)
      : try SemanticGraph(classNames: pairs.classNames, encodedBy: encoders.sentence)
    var start = TrainingRecipe.automatic(for: DataSummary(pairs, hasGraph: true), seed: seed)
    if let epochs {
      let batch = min(start.optimization.batchSize, pairs.count)
      start.optimization.steps = epochs * ((pairs.count + batch - 1) / batch)
    }
    let recipe = try TrainingRecipe.chosen(
      for: pairs, graph: graph, groups: groups, startingAt: start,
      varying: epochs == nil ? nil : [], progress: progress)
    return try SharedEmbedding.trained(
      on: pairs, by: recipe, graph: graph, groups: groups, textEncoder: encoders.text,
      imageEncoder: encoders.image, progress: progress)
  }
}
