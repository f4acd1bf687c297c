package import HUSECore

// The loss, the model and the trainer that a recipe describes.
extension TrainingRecipe {
  /// The sum of the losses that have a weight.
  ///
  /// - Throws: `HUSEError.invalidArgument` if none has.
  package func loss(graph: SemanticGraph?) throws(HUSEError) -> any Loss {
    var parts: [any Loss] = []
    if losses.classification > 0 { parts.append(losses.classification * ClassificationLoss()) }
    if losses.contrastive > 0 {
      parts.append(losses.contrastive * ContrastiveLoss(temperature: losses.temperature))
    }
    if let graph, losses.graph > 0 {
      parts.append(losses.graph * GraphLoss(graph, margin: losses.graphMargin))
    }
    if losses.gap > 0 { parts.append(losses.gap * GapLoss()) }
    guard var sum = parts.first else {
      throw .invalidArgument(
        name: "losses of the recipe", found: "no weight above 0", expected: "at least one")
    }
    for loss in parts.dropFirst() { sum = Self.sum(sum, loss) }
    return sum
  }

  private static func sum(_ first: some Loss, _ second: some Loss) -> any Loss { first + second }

  /// A model that has not been trained.
  ///
  /// - Throws: the errors of reading the features and of the model's initialisers.
  package func model(
    for pairs: some PairedDataset, graph: SemanticGraph?
  ) throws(HUSEError) -> SharedEmbedding {
    let scalings = try FeatureScaling.standardizing(
      pairs, measuresImages: towers.standardizesFeatures, measuresTexts: towers.standardizesFeatures
    )
    return try SharedEmbedding(
      imageTower: Tower(
        inputDimension: pairs.imageDimension, hiddenDimensions: towers.imageHiddenDimensions,
        outputDimension: towers.dimension, dropout: towers.dropout,
        inputDropout: towers.imageInputDropout, initialization: towers.initialization,
        inputScaling: scalings.images, seed: seed),
      textTower: Tower(
        inputDimension: pairs.textDimension, hiddenDimensions: towers.textHiddenDimensions,
        outputDimension: towers.dimension, dropout: towers.dropout,
        inputDropout: towers.textInputDropout, initialization: towers.initialization,
        inputScaling: scalings.texts, seed: seed &+ 1),
      classNames: pairs.classNames, logitScale: .fixed(losses.logitScale), graph: graph, seed: seed)
  }

  /// A trainer that has not taken a step.
  ///
  /// - Parameter precision: the numbers that its steps multiply.
  /// - Returns: the trainer.
  /// - Throws: `HUSEError.invalidArgument` for numbers of steps or pairs below 1.
  package func trainer(precision: Precision = .float32) throws(HUSEError) -> Trainer {
    for (name, value) in [
      ("batchSize", optimization.batchSize), ("steps", optimization.steps),
    ] where value < 1 {
      throw .invalidArgument(
        name: "\(name) of the recipe", found: "\(value)", expected: "a number above 0")
    }
    let optimizer: any Optimizer =
      switch optimization.rule {
      case .adamW:
        Adam.adamW(
          learningRate: optimization.learningRate, weightDecay: optimization.weightDecay)
      case .rmsProp: RMSProp(learningRate: optimization.learningRate, momentum: 0.9)
      }
    return try Trainer(
      optimizer: optimizer,
      schedule: optimization.annealsRate
        ? .cosine(warmUp: 0, total: optimization.steps) : .constant,
      batchSize: optimization.batchSize, precision: precision, seed: seed)
  }

  /// The recipe for a share of the pairs, with the same number of passes over them.
  func scaled(toShare share: Double) -> TrainingRecipe {
    var result = self
    result.optimization.steps = max(Int((Double(optimization.steps) * share).rounded()), 1)
    return result
  }
}
