import HUSE

extension ComparedSystem {
  /// The hyperparameters that are searched; the dropout of `rule` is one of the values tried.
  func searched(around rule: TrainingRecipe) -> [Hyperparameter] {
    switch self {
    case .huse, .zeroShot: []
    case .matching: [.init(name: "penalty", domain: .logarithmic(1e-3...0.3))]
    case .neighbors: [.init(name: "neighbors", domain: .choice([1, 3, 5, 10, 20, 50]))]
    case .cca:
      [
        .init(name: "regularization", domain: .logarithmic(1e-3...1)),
        .init(name: "dimension", domain: .choice([64, 128, 256, 384])),
        .init(name: "power", domain: .choice([0, 1, 2, 4])),
      ]
    default: Self.ofTowers(around: rule) + ofLogits + ofLoss
    }
  }

  /// The hyperparameters of all systems with towers.
  private static func ofTowers(around rule: TrainingRecipe) -> [Hyperparameter] {
    let dropouts = Set([0.3, 0.5, Double("\(rule.towers.dropout)") ?? 0.5])
    return [
      .init(name: "learningRate", domain: .logarithmic(5e-4...3e-3)),
      .init(name: "dropout", domain: .choice(dropouts.sorted())),
      .init(name: "stepShare", domain: .choice([0.5, 1])),
    ]
  }

  private var ofLogits: [Hyperparameter] {
    switch self {
    // Its directions are fixed and close to each other.
    case .haframe: [.init(name: "logitScale", domain: .logarithmic(8...32))]
    default: classifies ? [.init(name: "logitScale", domain: .logarithmic(4...16))] : []
    }
  }

  /// The hyperparameters of the loss.
  ///
  /// The weight of the first term of a sum is 1.
  private var ofLoss: [Hyperparameter] {
    func margin(_ range: ClosedRange<Double>) -> Hyperparameter {
      .init(name: "margin", domain: .linear(range))
    }
    func weight(_ term: String, _ range: ClosedRange<Double> = 0.1...10) -> Hyperparameter {
      .init(name: "\(term)Weight", domain: .logarithmic(range))
    }
    return switch self {
    case .triplet, .devise: [margin(0.05...0.6)]
    case .adamine: [margin(0.05...0.6), weight("classes")]
    case .cme: [margin(0...0.6), weight("pairs")]
    case .hie: [weight("projection")]
    case .huseProjection: [weight("projection"), weight("gap")]
    // The graph loss is a mean over all pairs, few of which have close classes, so its weight is
    // larger.
    case .huseLosses: [margin(0.4...2.1), weight("graph", 1...100), weight("gap")]
    case .softLabels: [.init(name: "hardness", domain: .logarithmic(4...30))]
    case .hierarchicalCrossEntropy: [.init(name: "discount", domain: .linear(0.1...0.9))]
    case .haframe:
      [
        .init(name: "cosineShare", domain: .linear(0.1...0.6)),
        .init(name: "decay", domain: .linear(1...5)),
      ]
    case .huse, .separate, .matching, .neighbors, .cca, .zeroShot, .clip, .siglip: []
    }
  }
}
