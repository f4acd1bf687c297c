import HUSE

/// A model with two towers.
struct ModelSystem: TrainedSystem {
  let model: SharedEmbedding
  let fusion: Fusion?
  private let classifies: Bool
  /// How its class probabilities are used is to be chosen; `nil` for a model that is finished.
  private let recipe: TrainingRecipe?

  /// A model that decides by itself how it uses its class probabilities.
  init(finished model: SharedEmbedding, classifies: Bool) {
    self.model = model
    fusion = model.opinions.fusion
    self.classifies = classifies
    recipe = nil
  }

  /// A model that was trained by a recipe.
  init(_ model: SharedEmbedding, trainedBy recipe: TrainingRecipe, classifies: Bool) {
    self.model = model
    fusion = nil
    self.classifies = classifies
    self.recipe = recipe
  }

  func output(
    of pairs: PairedFeatures, componentWeight: Float
  ) throws(HUSEError) -> SystemOutput {
    var model = model
    if var recipe {
      recipe.classes.componentWeight = componentWeight
      // Only the class itself: the distances of the classes are left to the losses that are
      // compared.
      recipe.classes.componentBlend = 1
      try recipe.finish(&model, on: pairs)
    }
    let (images, texts) = try model.output(of: pairs)
    return SystemOutput(
      images: images.embeddings, texts: texts.embeddings,
      scores: classifies ? .init(images: images.scores, texts: texts.scores) : nil)
  }
}
