import HUSE

/// How a model is built and trained here: towers, losses, optimizer and their settings.
struct Recipe {
  let encoders: Encoders
  let epochs: Int
  let seed: UInt64

  /// Trains a model on some pairs.
  func train(
    on pairs: PairedFeatures, fusionPairs: PairedFeatures?,
    progress: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> SharedEmbedding {
    let graph = try SemanticGraph(classPaths: pairs.classNames, encodedBy: encoders.sentence)
    var model = try SharedEmbedding(
      imageTower: Tower(
        inputDimension: pairs.images.columns, hiddenDimensions: [512], outputDimension: 256,
        dropout: 0.5, inputScaling: FeatureScaling(standardizing: pairs.images), seed: seed),
      textTower: Tower(
        inputDimension: pairs.texts.columns, hiddenDimensions: [512], outputDimension: 256,
        dropout: 0.5, seed: seed &+ 1),
      classNames: pairs.classNames, logitScale: .fixed(16), graph: graph,
      textEncoder: encoders.text, imageEncoder: encoders.image, seed: seed)
    // Half of the weight on the gap brings a text nearer to its own picture than to others of the
    // class; retrieval by class stays the same.
    let loss =
      0.25 * ClassificationLoss() + 0.25 * GraphLoss(graph, margin: 0.8) + 0.5 * GapLoss()
    var trainer = Trainer(
      optimizer: Adam.adamW(learningRate: 1e-3, weightDecay: 0.01), batchSize: 256, seed: seed)
    try trainer.train(&model, on: pairs, minimizing: loss, epochs: epochs, progress: progress)
    if let fusionPairs { try model.chooseFusionWeight(on: fusionPairs) }
    return model
  }
}
