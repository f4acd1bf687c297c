/// The progress of `TrainingRecipe.chosen`, `RecipeTuning.run` or `SharedEmbedding.trained`; the
/// caller renders it.
public struct RecipeProgress: Sendable, Hashable, Codable {
  /// A stage of the work.
  public enum Stage: Sendable, Hashable, Codable {
    /// Regressions on features are fitted for one of the folds.
    case regressions(fold: Int, of: Int)
    /// A model is trained on all folds but one, with one of the variants of a recipe.
    case fold(Int, of: Int, variant: Int, ofVariants: Int)
    /// A model is trained on all folds but one for a trial of `RecipeTuning`; trials and rungs
    /// count from 0.
    case trial(Int, rung: Int, fold: Int, of: Int)
    /// The model is trained on all pairs.
    case training
  }

  /// The current stage.
  public let stage: Stage
  /// The share of all work that is done, in [0, 1].
  public let fraction: Double
  /// Seconds until all work is done, at the rate so far; `nil` while the rate is unknown.
  public let secondsLeft: Double?
  /// The last step of the model that is being trained, if one is.
  public let step: TrainingProgress?
}

extension RecipeProgress: CustomStringConvertible {
  /// The progress in one line, as in `fold 2 of 5, variant 1 of 4, 37%, 41 s left`.
  public var description: String {
    let what =
      switch stage {
      case .regressions(let fold, let count): "regressions of fold \(fold) of \(count)"
      case .fold(let fold, let count, let variant, let variants):
        "fold \(fold) of \(count), variant \(variant) of \(variants)"
      case .trial(let trial, let rung, let fold, let count):
        "rung \(rung), trial \(trial), fold \(fold) of \(count)"
      case .training: "training on all pairs"
      }
    let left = secondsLeft.map { ", \(Int($0.rounded(.up))) s left" } ?? ""
    return "\(what), \(Int(fraction * 100))%\(left)"
  }
}

/// Counts the work of a recipe in steps.
struct RecipeWork {
  private let begin = ContinuousClock.now
  private(set) var done = 0
  var total: Int

  init(total: Int) { self.total = total }

  /// Counts the steps of a model whose training has ended.
  mutating func add(_ steps: Int) { done += steps }

  func progress(_ stage: RecipeProgress.Stage, _ step: TrainingProgress? = nil) -> RecipeProgress {
    let fraction = min(Double(done + (step?.step ?? 0)) / Double(max(total, 1)), 1)
    let elapsed = (ContinuousClock.now - begin).components
    let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    return RecipeProgress(
      stage: stage, fraction: fraction,
      secondsLeft: fraction > 0 ? seconds * (1 - fraction) / fraction : nil, step: step)
  }
}
