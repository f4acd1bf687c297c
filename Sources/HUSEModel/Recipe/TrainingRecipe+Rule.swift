extension TrainingRecipe {
  /// The recipe that is derived from the numbers of a data set.
  ///
  /// The rule was measured on drawings, emoji and subsets of them (Documentation/Training.md):
  /// - both towers have one hidden layer of 512 units, an output of 256 numbers and small initial
  ///   weights;
  /// - dropout of hidden values and of features is 0.5 below 5,000 pairs, 0.3 below 50,000 and 0.15
  ///   beyond; for features of fewer than 256 numbers it is less, in proportion;
  /// - AdamW with a rate of 1e-3 that falls along a cosine; batches have 128, 256 and 512 pairs (64
  ///   below 1,000 pairs), each pair is used 60, 40 and 20 times, and there are at least 600 steps
  ///   (300 below 1,000 pairs);
  /// - the loss weights are classification 1, contrastive 0.3, graph 20 without a margin if there
  ///   is a graph, and gap 0.2; the scale of the logits is 8;
  /// - a regression on the features of each modality is added to the classifier, with equal
  ///   weights; the class component has weight 0.8 and blend 0.3; with a single class there is
  ///   none.
  ///
  /// - Parameters:
  ///   - summary: the numbers of the data set.
  ///   - seed: the seed of weights, dropout, the order of the pairs, and folds.
  /// - Returns: the recipe.
  public static func automatic(for summary: DataSummary, seed: UInt64 = 7) -> TrainingRecipe {
    let (dropout, batchSize, passes, fewestSteps): (Float, Int, Int, Int) =
      switch summary.pairCount {
      case ..<1_000: (0.5, 64, 60, 300)
      case ..<5_000: (0.5, 128, 60, 600)
      case ..<50_000: (0.3, 256, 40, 600)
      default: (0.15, 512, 20, 600)
      }
    func inputDropout(_ dimension: Int) -> Float {
      dropout * min(Float(dimension) / 256, 1)
    }
    let batch = min(batchSize, max(summary.pairCount, 1))
    let hasClasses = summary.classCount > 1
    return TrainingRecipe(
      towers: Towers(
        imageHiddenDimensions: [512], textHiddenDimensions: [512], dimension: 256,
        dropout: dropout, imageInputDropout: inputDropout(summary.imageDimension),
        textInputDropout: inputDropout(summary.textDimension), standardizesFeatures: true,
        initialization: .small),
      losses: Losses(
        classification: 1, graph: summary.hasGraph ? 20 : 0, graphMargin: 2.1, gap: 0.2,
        contrastive: 0.3, temperature: 0.1, logitScale: 8),
      optimization: Optimization(
        rule: .adamW, learningRate: 1e-3, weightDecay: 0.01, annealsRate: true,
        batchSize: batchSize,
        steps: max(fewestSteps, passes * ((summary.pairCount + batch - 1) / batch))),
      classes: Classes(
        imagePenalty: hasClasses ? 0.02 : nil, textPenalty: hasClasses ? 0.02 : nil,
        imageWeights: LogitWeights(embedding: 0.5, regression: hasClasses ? 0.5 : 0),
        textWeights: LogitWeights(embedding: 0.5, regression: hasClasses ? 0.5 : 0),
        fusion: .product(image: 1, text: 1), componentWeight: hasClasses ? 0.8 : 0,
        componentBlend: summary.hasGraph ? 0.3 : 1),
      seed: seed)
  }

  /// A choice in a recipe that folds may make.
  public enum Variation: Sendable, Hashable, CaseIterable {
    /// A third of the weight of the contrastive loss, or three times as much.
    case contrastiveWeight
    /// Three fifths of the dropout, with twice the learning rate.
    case dropout

    /// The choices that folds make by default: all from 1,000 pairs, and none below, where folds
    /// cannot tell variants apart.
    public static func standard(pairCount: Int) -> Set<Variation> {
      pairCount < 1_000 ? [] : Set(allCases)
    }
  }

  /// The variants that folds compare.
  ///
  /// The recipe itself is the first.
  func variants(_ variations: Set<Variation>) -> [TrainingRecipe] {
    var result = [self]
    func add(_ change: (inout TrainingRecipe) -> Void) {
      var variant = self
      change(&variant)
      if !result.contains(variant) { result.append(variant) }
    }
    if variations.contains(.contrastiveWeight) {
      add { $0.losses.contrastive *= 1.0 / 3 }
      add { $0.losses.contrastive *= 3 }
    }
    if variations.contains(.dropout) {
      add {
        $0.towers.dropout *= 0.6
        $0.towers.imageInputDropout *= 0.6
        $0.towers.textInputDropout *= 0.6
        $0.optimization.learningRate *= 2
      }
    }
    return result
  }
}
