import HUSE

extension ComparedSystem {
  /// Trains the system with the given settings.
  ///
  /// All systems with towers share the towers, initial weights, schedule and batches of the recipe
  /// that is derived from the size of the data. They differ in their loss and their settings.
  ///
  /// `progress` is called after each epoch; an error that it throws ends training.
  func train(
    on data: ComparisonData, settings: TrialSettings, seed: UInt64,
    progress: (String) throws -> Void
  ) throws -> any TrainedSystem {
    let pairs = data.pairs
    switch self {
    case .huse:
      let model = try SharedEmbedding.trained(
        on: pairs, graph: data.meaning.graph, groups: data.groups, seed: seed
      ) { if $0.step?.endsEpoch ?? true { try progress("\($0)") } }
      return ModelSystem(finished: model, classifies: true)
    case .matching: return try SemanticMatching(of: pairs, penalty: settings("penalty"))
    case .neighbors: return try NeighborSystem(of: pairs, count: Int(settings("neighbors")))
    case .zeroShot: return try ZeroShotSystem(data.zeroShotClassifier)
    case .cca:
      let analysis = try CanonicalCorrelation(
        of: pairs,
        dimension: min(Int(settings("dimension")), pairs.images.columns, pairs.texts.columns),
        regularization: settings("regularization"), correlationPower: settings("power"))
      return ModelSystem(
        finished: try SharedEmbedding(
          imageTower: analysis.imageTower, textTower: analysis.textTower,
          classNames: pairs.classNames), classifies: false)
    default: return try trainTowers(on: data, settings: settings, seed: seed, progress: progress)
    }
  }

  private func trainTowers(
    on data: ComparisonData, settings: TrialSettings, seed: UInt64,
    progress: (String) throws -> Void
  ) throws -> ModelSystem {
    let pairs = data.pairs
    let recipe = TrainingRecipe(comparedOn: pairs, settings: settings, seed: seed)
    let towers = try recipe.model(for: pairs, graph: nil)
    var model = try SharedEmbedding(
      imageTower: towers.imageTower, textTower: towers.textTower, classNames: pairs.classNames,
      logitScale: .fixed(recipe.losses.logitScale),
      classifierSharing: self == .cme || self == .separate ? .separate : .shared,
      similarityScale: self == .clip ? .clip : self == .siglip ? .sigLIP : nil, seed: seed)
    let dimension = model.towerDimension
    var trainer = try recipe.trainer()
    try trainer.train(
      &model, on: pairs,
      minimizing: loss(data.meaning, settings, dimension: dimension),
      steps: recipe.optimization.steps
    ) { if $0.endsEpoch { try progress("\($0)") } }
    if self == .haframe {
      try model.setClassifier(
        frame(data.meaning, settings, dimension: dimension), scale: settings("logitScale"))
    }
    return ModelSystem(model, trainedBy: recipe, classifies: classifies)
  }
}

extension TrainingRecipe {
  /// Creates the recipe that is derived from the size of the data, with the settings of a trial.
  fileprivate init(comparedOn pairs: PairedFeatures, settings: TrialSettings, seed: UInt64) {
    // Only its losses depend on a graph, and they are not used.
    self = .automatic(for: DataSummary(pairs, hasGraph: false), seed: seed)
    let share = settings("dropout") / towers.dropout
    towers.dropout *= share
    towers.imageInputDropout *= share
    towers.textInputDropout *= share
    optimization.learningRate = settings("learningRate")
    optimization.steps = max(
      Int((Float(optimization.steps) * settings("stepShare")).rounded()), 1)
    if settings.values["logitScale"] != nil { losses.logitScale = settings("logitScale") }
    classes = .none
  }
}
