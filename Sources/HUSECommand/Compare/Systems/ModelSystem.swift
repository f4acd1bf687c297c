import HUSE

/// A model with two towers.
struct ModelSystem: TrainedSystem {
  let model: SharedEmbedding
  let fusion: Fusion?
  private let classifies: Bool
  /// The recipe, if the use of class probabilities is still to be chosen; `nil` for a finished
  /// model.
  private let recipe: TrainingRecipe?

  /// Creates a system from a model that already determines the use of its class probabilities.
  init(finished model: SharedEmbedding, classifies: Bool) {
    self.model = model
    fusion = model.opinions.fusion
    self.classifies = classifies
    recipe = nil
  }

  /// Creates a system from a model that was trained with a recipe.
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
      // The component represents only the class itself. The distances of the classes are left to
      // the losses that are compared.
      recipe.classes.componentBlend = 1
      try recipe.finish(&model, on: pairs)
    }
    let (images, texts) = try model.output(of: pairs)
    return SystemOutput(
      images: images.embeddings, texts: texts.embeddings,
      scores: classifies ? .init(images: images.scores, texts: texts.scores) : nil)
  }
}
