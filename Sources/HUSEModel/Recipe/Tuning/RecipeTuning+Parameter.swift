import Foundation

extension RecipeTuning {
  /// A setting that a trial may draw instead of using the value of the start recipe.
  public enum Parameter: String, Sendable, Hashable, CaseIterable {
    /// The learning rate, from 3e-4 to 3e-3, uniform in its logarithm.
    case learningRate
    /// The weight decay, from 1e-3 to 0.3, uniform in its logarithm.
    case weightDecay
    /// Half, the same or twice the number of pairs in a batch; the number of passes is unchanged.
    case batchSize
    /// Half, the same or twice the number of passes over the pairs.
    case passes
    /// The dropout of hidden values, from 0.1 to 0.7, uniform.
    case dropout
    /// The dropout of features, from 0.1 to 0.7, uniform; proportionally less below 256 features.
    case inputDropout
    /// The hidden layers of the image tower: none, or one of 256, 512 or 1,024.
    case imageHiddenDimensions
    /// The hidden layers of the text tower: none, or one of 256, 512 or 1,024.
    case textHiddenDimensions
    /// The length of a tower's output: 128, 256 or 512.
    case dimension
    /// The weight of the contrastive loss, from 0.03 to 3, uniform in its logarithm.
    case contrastive
    /// The weight of the graph loss if there is a graph, from 2 to 100, uniform in its logarithm.
    case graph
    /// The weight of the gap loss: 0, 0.2 or 0.5.
    case gap
    /// The scale of the logits, from 4 to 24, uniform in its logarithm.
    case logitScale
  }

  /// The recipe of a trial, whose random values depend only on its number and the seed of `start`.
  ///
  /// - Parameters:
  ///   - number: the number of the trial.
  ///   - start: the recipe of trial 0.
  ///   - summary: the numbers of the data set.
  /// - Returns: the recipe; `start` for trial 0.
  package func recipe(
    ofTrial number: Int, around start: TrainingRecipe, for summary: DataSummary
  ) -> TrainingRecipe {
    guard number > 0 else { return start }
    var mixer = SplitMix64(seed: start.seed)
    var generator = SplitMix64(seed: mixer.next() &+ UInt64(number))
    var result = start
    for parameter in Parameter.allCases {
      // Drawn even if it is not used, so that the set of searched parameters does not change the
      // other values.
      let isKept = generator.next() & 1 == 0
      let draw = Draw(uniform: generator.nextUniform())
      guard !isKept, varying.contains(parameter) else { continue }
      parameter.apply(draw, to: &result, start: start, summary: summary)
    }
    return result
  }
}

extension RecipeTuning.Parameter {
  fileprivate func apply(
    _ draw: Draw, to recipe: inout TrainingRecipe, start: TrainingRecipe, summary: DataSummary
  ) {
    switch self {
    case .learningRate: recipe.optimization.learningRate = draw.logarithmic(3e-4...3e-3)
    case .weightDecay: recipe.optimization.weightDecay = draw.logarithmic(1e-3...0.3)
    case .batchSize:
      let size = start.optimization.batchSize
      recipe.optimization.batchSize = draw.choice([max(size / 2, 1), size, size * 2])
      let steps = { (batch: Int) in Double(max(summary.pairCount - 1, 0) / max(batch, 1) + 1) }
      recipe.multiplySteps(by: steps(recipe.optimization.batchSize) / steps(size))
    case .passes: recipe.multiplySteps(by: draw.choice([0.5, 1, 2]))
    case .dropout: recipe.towers.dropout = draw.linear(0.1...0.7)
    case .inputDropout:
      let share = draw.linear(0.1...0.7)
      func scaled(_ dimension: Int) -> Float { share * min(Float(dimension) / 256, 1) }
      recipe.towers.imageInputDropout = scaled(summary.imageDimension)
      recipe.towers.textInputDropout = scaled(summary.textDimension)
    case .imageHiddenDimensions: recipe.towers.imageHiddenDimensions = draw.hiddenDimensions
    case .textHiddenDimensions: recipe.towers.textHiddenDimensions = draw.hiddenDimensions
    case .dimension: recipe.towers.dimension = draw.choice([128, 256, 512])
    case .contrastive: recipe.losses.contrastive = draw.logarithmic(0.03...3)
    case .graph: if summary.hasGraph { recipe.losses.graph = draw.logarithmic(2...100) }
    case .gap: recipe.losses.gap = draw.choice([0, 0.2, 0.5])
    case .logitScale: recipe.losses.logitScale = draw.logarithmic(4...24)
    }
  }
}

extension TrainingRecipe {
  fileprivate mutating func multiplySteps(by factor: Double) {
    let steps = (Double(optimization.steps) * factor).rounded()
    optimization.steps = max(Int(min(steps, 0x1p53)), 1)
  }
}

/// A random number in [0, 1) that is mapped to a value in a range.
private struct Draw {
  let uniform: Double

  /// A value with two decimals, as recipes are printed.
  func linear(_ range: ClosedRange<Double>) -> Float {
    rounded(range.lowerBound + (range.upperBound - range.lowerBound) * uniform, "%.2f")
  }

  func logarithmic(_ range: ClosedRange<Double>) -> Float {
    rounded(range.lowerBound * pow(range.upperBound / range.lowerBound, uniform), "%.3g")
  }

  func choice<Value>(_ values: [Value]) -> Value { values[Int(uniform * Double(values.count))] }

  var hiddenDimensions: [Int] { choice([[], [256], [512], [1024]]) }

  /// The value with few digits, which are the same on every machine.
  private func rounded(_ value: Double, _ format: String) -> Float {
    Float(String(format: format, value)) ?? Float(value)
  }
}
