import HUSE

extension TrainingSettings {
  /// The parameters that a search may draw: all except the settings that the user specified.
  var searched: Set<RecipeTuning.Parameter> {
    let given: [(isGiven: Bool, parameter: RecipeTuning.Parameter)] = [
      (optimizer.learningRate != nil, .learningRate), (optimizer.weightDecay != nil, .weightDecay),
      (run.batchSize != nil, .batchSize), (run.epochs != nil, .passes),
      (model.dropout != nil, .dropout), (model.inputDropout != nil, .inputDropout),
      (model.imageHidden != nil, .imageHiddenDimensions),
      (model.textHidden != nil, .textHiddenDimensions), (model.dimension != nil, .dimension),
      (model.logitScale != nil, .logitScale), (loss.contrastiveWeight != nil, .contrastive),
      (loss.graphWeight != nil, .graph), (loss.gapWeight != nil, .gap),
    ]
    return Set(RecipeTuning.Parameter.allCases).subtracting(
      given.filter(\.isGiven).map(\.parameter))
  }

  /// The settings for training with a recipe that already contains the user's settings.
  func repeating(_ recipe: FilePath) -> TrainingSettings {
    var result = self
    result.recipe.recipe = .file(recipe)
    (result.model.imageHidden, result.model.textHidden) = (nil, nil)
    (result.model.dimension, result.model.initialWeights) = (nil, nil)
    (result.model.dropout, result.model.inputDropout, result.model.logitScale) = (nil, nil, nil)
    (result.loss.classificationWeight, result.loss.graphWeight) = (nil, nil)
    (result.loss.gapWeight, result.loss.contrastiveWeight, result.loss.margin) = (nil, nil, nil)
    (result.optimizer.learningRate, result.optimizer.weightDecay) = (nil, nil)
    result.schedule.schedule = nil
    (result.run.batchSize, result.run.epochs) = (nil, nil)
    return result
  }
}
