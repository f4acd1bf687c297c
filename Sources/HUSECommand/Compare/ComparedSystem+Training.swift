import HUSE

extension ComparedSystem {
  static let batchSize = 256
  private static let width = 512
  private static let weightDecay: Float = 0.01

  /// Trains a model with settings: the same towers for all, only the loss differs.
  func train(
    on pairs: PairedFeatures, meaning: ClassMeaning, settings: Settings, seed: UInt64,
    progress: (TrainingProgress) -> Void
  ) throws -> SharedEmbedding {
    if self == .cca {
      let analysis = try CanonicalCorrelation(
        of: pairs,
        dimension: min(Int(settings("dimension")), pairs.images.columns, pairs.texts.columns),
        regularization: settings("regularization"), correlationPower: settings("power"))
      return try SharedEmbedding(
        imageTower: analysis.imageTower, textTower: analysis.textTower,
        classNames: pairs.classNames)
    }
    func tower(_ features: Matrix, seed: UInt64) throws -> Tower {
      try Tower(
        inputDimension: features.columns, hiddenDimensions: [Self.width],
        outputDimension: meaning.embeddings.columns, dropout: settings("dropout"),
        inputScaling: FeatureScaling(standardizing: features), seed: seed)
    }
    var model = try SharedEmbedding(
      imageTower: tower(pairs.images, seed: seed), textTower: tower(pairs.texts, seed: seed &+ 1),
      classNames: pairs.classNames,
      logitScale: .fixed(classifies ? settings("logitScale") : 1),
      classifierSharing: self == .cme || self == .separate ? .separate : .shared,
      similarityScale: self == .clip ? .clip : self == .siglip ? .sigLIP : nil, seed: seed)
    var trainer = Trainer(
      optimizer: Adam.adamW(
        learningRate: settings("learningRate"), weightDecay: Self.weightDecay),
      batchSize: Self.batchSize, seed: seed)
    try trainer.train(
      &model, on: pairs, minimizing: loss(meaning, settings), epochs: Int(settings("epochs")),
      progress: progress)
    return model
  }

  /// The loss, from settings: section 7 of the paper's baselines.
  private func loss(_ meaning: ClassMeaning, _ settings: Settings) -> any Loss {
    let margin = settings("margin")
    let psi = meaning.embeddings
    switch self {
    case .triplet:
      return TripletLoss(margin: margin)
    case .cme:
      return ClassificationLoss()
        + settings("pairsWeight") * CosineEmbeddingLoss(margin: margin)
    case .adamine:
      return AdaMineLoss(margin: margin, classWeight: settings("classesWeight"))
    case .devise:
      return HingeRankLoss(classEmbeddings: psi, margin: margin)
    case .hie:
      return ClassificationLoss()
        + settings("projectionWeight") * ProjectionLoss(classEmbeddings: psi)
    case .huseProjection:
      return ClassificationLoss()
        + settings("projectionWeight") * ProjectionLoss(classEmbeddings: psi)
        + settings("gapWeight") * GapLoss()
    case .separate, .cca:
      return ClassificationLoss()
    case .huse:
      return ClassificationLoss()
        + settings("graphWeight") * GraphLoss(meaning.graph, margin: margin)
        + settings("gapWeight") * GapLoss()
    case .clip:
      return ContrastiveLoss.withLearnedScale()
    case .siglip:
      return SigmoidLoss.withLearnedScale()
    }
  }
}
