import HUSE

/// Shows the one call that trains a model.
func train(
  pairs: PairedFeatures, groups: [String], encoder: BERTEncoder
) throws -> SharedEmbedding {
  // snippet.trained
  let taxonomy = try Taxonomy(classPaths: pairs.classNames)
  let graph = try SemanticGraph(classNames: pairs.classNames, in: taxonomy)
  let model = try SharedEmbedding.trained(
    on: pairs, graph: graph, groups: groups, textEncoder: encoder)
  print(model.recipe?.description ?? "")
  // snippet.end
  return model
}

/// Shows a recipe that is changed and used again.
func trainAgain(
  pairs: PairedFeatures, graph: SemanticGraph, groups: [String]
) throws -> SharedEmbedding {
  // snippet.changed
  var recipe = try TrainingRecipe.chosen(for: pairs, graph: graph, groups: groups)
  recipe.losses.contrastive = 1
  let again = try SharedEmbedding.trained(on: pairs, by: recipe, graph: graph)
  // snippet.end
  return again
}

/// Shows a search for a recipe.
func tune(
  pairs: PairedFeatures, graph: SemanticGraph, groups: [String],
  finished: [RecipeTuning.Evaluation], keep: (RecipeTuning.Evaluation) throws -> Void
) throws -> SharedEmbedding {
  // snippet.tuned
  let tuned = try RecipeTuning(trialCount: 27).run(
    on: pairs, graph: graph, groups: groups, resumingFrom: finished, record: keep)
  print(tuned)  // Of 27 trials, trial 18 has the best score on held-out pairs: …
  let model = try SharedEmbedding.trained(on: pairs, by: tuned.recipe, graph: graph)
  // snippet.end
  return model
}
