import ArgumentParser
import Foundation
import HUSE

/// The settings for the source of a training recipe.
struct RecipeSettings: ParsableArguments {
  @Option(
    help: """
      How the model is trained: automatic chooses a recipe by the data and by measuring on folds \
      of it; paper is the setting of the HUSE paper; manual uses only the options; or the \
      recipe.json of a training or of tune.
      """)
  var recipe = RecipeSource.automatic

  @Option(help: "Number of folds for the automatic recipe; 0 to choose it without measuring.")
  var folds = 5

  func validate() throws {
    guard folds == 0 || folds >= 2 else {
      throw ValidationError("--folds: expected 0, or 2 or more, found \(folds).")
    }
  }
}

/// The source of a recipe.
enum RecipeSource: PathSetting, Hashable {
  case automatic, paper, manual
  case file(FilePath)

  init?(argument: String) {
    switch argument {
    case "automatic": self = .automatic
    case "paper": self = .paper
    case "manual": self = .manual
    default:
      guard let path = FilePath(argument: argument) else { return nil }
      self = .file(path)
    }
  }

  var filePath: FilePath? {
    if case .file(let path) = self { path } else { nil }
  }

  var defaultValueDescription: String {
    switch self {
    case .automatic: "automatic"
    case .paper: "paper"
    case .manual: "manual"
    case .file(let path): path.path
    }
  }
}

extension TrainingSettings {
  /// Rejects options that a recipe does not use.
  func checkRecipe() throws {
    let defaults = try TrainingSettings.defaults()
    let others: Set = [
      "image-scaling", "text-scaling", "rectify-output", "learn-logit-scale", "classifiers",
      "projection-weight", "l2-penalty", "optimizer", "beta1", "beta2", "epsilon", "momentum",
      "decay", "nesterov", "maximum-gradient-norm", "warm-up-epochs", "final-share", "step-epochs",
      "step-factor",
    ]
    for (given, usual) in zip(list, defaults.list)
    where others.contains(given.name) && given.text != usual.text {
      throw ValidationError("--\(given.name) needs --recipe manual.")
    }
    let weights = [
      loss.classificationWeight, loss.graphWeight, loss.gapWeight, loss.contrastiveWeight,
    ]
    guard weights.contains(where: { $0 != 0 }) else {
      throw ValidationError("Every weight of the loss is 0: there is nothing to learn.")
    }
    if let schedule = schedule.schedule, schedule == .stepwise {
      throw ValidationError("--schedule stepwise needs --recipe manual.")
    }
  }

  /// The recipe for training, or the one that folds start from.
  ///
  /// It is the recipe of the source, with the settings that the user specified.
  func startingRecipe(
    for pairs: some PairedDataset, hasGraph: Bool
  ) throws(HUSEError) -> TrainingRecipe {
    let source: TrainingRecipe =
      switch recipe.recipe {
      case .file(let path): try RecipeFile(url: path.url).read()
      case .paper: .paper(seed: run.seed)
      case .automatic, .manual:
        .automatic(for: DataSummary(pairs, hasGraph: hasGraph), seed: run.seed)
      }
    return applied(to: source, pairCount: pairs.count)
  }

  /// A recipe with its values replaced by the settings that the user specified.
  func applied(to recipe: TrainingRecipe, pairCount: Int) -> TrainingRecipe {
    var result = recipe
    result.seed = run.seed
    func set<Value>(_ value: Value?, _ path: WritableKeyPath<TrainingRecipe, Value>) {
      if let value { result[keyPath: path] = value }
    }
    set(model.imageHidden?.widths, \.towers.imageHiddenDimensions)
    set(model.textHidden?.widths, \.towers.textHiddenDimensions)
    set(model.dimension, \.towers.dimension)
    set(model.dropout, \.towers.dropout)
    set(model.inputDropout, \.towers.imageInputDropout)
    set(model.inputDropout, \.towers.textInputDropout)
    set(model.initialWeights, \.towers.initialization)
    set(model.logitScale, \.losses.logitScale)
    set(loss.classificationWeight, \.losses.classification)
    set(loss.graphWeight, \.losses.graph)
    set(loss.margin, \.losses.graphMargin)
    set(loss.gapWeight, \.losses.gap)
    set(loss.contrastiveWeight, \.losses.contrastive)
    set(optimizer.learningRate, \.optimization.learningRate)
    set(optimizer.weightDecay, \.optimization.weightDecay)
    set(schedule.schedule.map { $0 == .cosine }, \.optimization.annealsRate)
    set(run.batchSize, \.optimization.batchSize)
    if let epochs = run.epochs {
      let batch = max(min(result.optimization.batchSize, pairCount), 1)
      let (steps, overflows) = epochs.multipliedReportingOverflow(
        by: (pairCount + batch - 1) / batch)
      result.optimization.steps = overflows ? Int.max : steps
    }
    return result
  }

  /// The choices that folds may make: all except the settings that the user specified.
  func variedByFolds(pairCount: Int) -> Set<TrainingRecipe.Variation> {
    var result = TrainingRecipe.Variation.standard(pairCount: pairCount)
    if model.dropout != nil || model.inputDropout != nil || optimizer.learningRate != nil {
      result.remove(.dropout)
    }
    if loss.contrastiveWeight != nil { result.remove(.contrastiveWeight) }
    return result
  }
}
