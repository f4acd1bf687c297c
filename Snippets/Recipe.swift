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
