/// A search for the recipe that suits given pairs best: random search with successive halving over
/// folds of the pairs.
///
/// ```swift
/// let tuned = try RecipeTuning(trialCount: 27).run(on: pairs, graph: graph)
/// let model = try SharedEmbedding.trained(on: pairs, by: tuned.recipe, graph: graph)
/// ```
///
/// Trial 0 is the recipe that the search starts at, by default `TrainingRecipe.automatic(for:)`.
/// Every other trial keeps about half of its values and draws the rest (`Parameter`, Bergstra and
/// Bengio 2012). Successive halving (Jamieson and Talwalkar 2016) spends little on most of them:
///
/// | rung | trials | measured on |
/// |---|---|---|
/// | 0 | all | one fold, a third of the steps |
/// | 1 | the best third | two folds, all steps |
/// | 2 | the best third of those, and trial 0 | all folds, all steps |
///
/// A trial is measured by how well held-out pairs find one another, as
/// `TrainingRecipe.chosen(for:)` does: the mean over queries in all four directions of R@1, average
/// precision and, with a graph, HP@5 by the distances of the graph. The best trial of the last rung
/// takes the place of trial 0 where it is better by more than two standard errors of the
/// difference.
///
/// The result depends on the pairs, their groups, the seed and the number of trials alone, on as
/// many threads. Trainings run one after the other, since each of them uses all cores.
public struct RecipeTuning: Sendable, Hashable {
  /// The number of trials, with the recipe that the search starts at.
  public var trialCount: Int
  /// How long the search may take, approximately; `nil` for as long as `trialCount` trials need.
  ///
  /// Measuring trial 0 comes first. Of what is left a quarter is for rung 0, half for rung 1 and a
  /// quarter for rung 2: no evaluation starts after the end of its share.
  public var timeLimit: Duration?
  /// The number of folds, from 2.
  public var foldCount: Int
  /// What is searched; all else stays as in the recipe that the search starts at.
  public var varying: Set<Parameter>

  /// Creates a search.
  ///
  /// - Parameters:
  ///   - trialCount: the number of trials, from 1. With a single one the result is the recipe that
  ///     the search starts at, completed by what folds say about classes.
  ///   - timeLimit: how long the search may take, approximately.
  ///   - foldCount: the number of folds, from 2.
  ///   - varying: what is searched.
  public init(
    trialCount: Int = 27, timeLimit: Duration? = nil, foldCount: Int = 5,
    varying: Set<Parameter> = Set(Parameter.allCases)
  ) {
    self.trialCount = trialCount
    self.timeLimit = timeLimit
    self.foldCount = foldCount
    self.varying = varying
  }

  /// What came of a search.
  public struct Outcome: Sendable, Hashable {
    /// The evaluation of the recipe that was chosen, on all folds.
    public let best: Evaluation
    /// That of trial 0, the recipe that the search started at; the same if no other was clearly
    /// better.
    public let start: Evaluation
    /// How many trials were measured, trial 0 among them.
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
