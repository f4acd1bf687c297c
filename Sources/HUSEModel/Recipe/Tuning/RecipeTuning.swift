/// A search for the best recipe for given pairs: random search with successive halving on folds.
///
/// ```swift
/// let tuned = try RecipeTuning(trialCount: 27).run(on: pairs, graph: graph)
/// let model = try SharedEmbedding.trained(on: pairs, by: tuned.recipe, graph: graph)
/// ```
///
/// Trial 0 is the recipe that the search starts from, by default `TrainingRecipe.automatic(for:)`.
/// Every other trial keeps about half of its values and draws the rest (`Parameter`, Bergstra and
/// Bengio 2012). Successive halving (Jamieson and Talwalkar 2016) spends little time on most
/// trials:
///
/// | rung | trials | measured on |
/// |---|---|---|
/// | 0 | all | one fold, a third of the steps |
/// | 1 | the best third | two folds, all steps |
/// | 2 | the best third of those, and trial 0 | all folds, all steps |
///
/// A trial is measured by retrieval among held-out pairs, as in `TrainingRecipe.chosen(for:)`: the
/// mean, over queries in all four directions, of R@1, average precision and, with a graph, HP@5 by
/// the distances of the graph. The best trial of the last rung replaces trial 0 if it is better by
/// more than two standard errors of the difference.
///
/// For a given number of threads, the result depends only on the pairs, their groups, the seed and
/// the number of trials. Models are trained one after the other, because each training uses all
/// cores.
public struct RecipeTuning: Sendable, Hashable {
  /// The number of trials, including the recipe that the search starts from.
  public var trialCount: Int
  /// The approximate time limit of the search, or `nil` for as long as `trialCount` trials need.
  ///
  /// Trial 0 is measured first. Of the remaining time, a quarter is for rung 0, half for rung 1 and
  /// a quarter for rung 2. No evaluation starts after the end of its rung's share.
  public var timeLimit: Duration?
  /// The number of folds, at least 2.
  public var foldCount: Int
  /// The parameters that are searched; all others stay as in the recipe that the search starts
  /// from.
  public var varying: Set<Parameter>

  /// Creates a search.
  ///
  /// - Parameters:
  ///   - trialCount: the number of trials, at least 1. With one trial, the result is the recipe
  ///     that the search starts from, with the class settings fitted on the folds.
  ///   - timeLimit: the approximate time limit of the search.
  ///   - foldCount: the number of folds, at least 2.
  ///   - varying: the parameters that are searched.
  public init(
    trialCount: Int = 27, timeLimit: Duration? = nil, foldCount: Int = 5,
    varying: Set<Parameter> = Set(Parameter.allCases)
  ) {
    self.trialCount = trialCount
    self.timeLimit = timeLimit
    self.foldCount = foldCount
    self.varying = varying
  }

  /// The outcome of a search.
  public struct Outcome: Sendable, Hashable {
    /// The evaluation of the recipe that was chosen, on all folds.
    public let best: Evaluation
    /// The evaluation of trial 0, the recipe that the search started from.
    ///
    /// It is the same as `best` if no other trial was clearly better.
    public let start: Evaluation
    /// The number of trials that were measured, including trial 0.
    public let trialCount: Int

    /// The recipe to train with.
    public var recipe: TrainingRecipe { best.recipe }
  }

  /// Checks that the values are in their ranges.
  func check() throws(HUSEError) {
    guard trialCount > 0 else {
      throw .invalidArgument(
        name: "trialCount", found: "\(trialCount)", expected: "a number above 0")
    }
    guard foldCount >= 2 else {
      throw .invalidArgument(name: "foldCount", found: "\(foldCount)", expected: "at least 2")
    }
    if let timeLimit, timeLimit <= .zero {
      throw .invalidArgument(
        name: "timeLimit", found: "\(timeLimit)", expected: "a duration above 0")
    }
  }
}
