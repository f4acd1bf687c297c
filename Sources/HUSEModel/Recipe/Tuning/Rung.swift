/// A rung of successive halving, which determines how much training a trial receives.
struct Rung: Sendable, Hashable {
  let number: Int
  /// The maximum number of folds that a trial is measured on.
  let foldCount: Int
  /// The share of the steps that are taken.
  let stepShare: Double
  /// Whether only part of a large data set is used.
  let isCompared: Bool
  /// The share of the time limit after which no evaluation starts.
  let endOfTime: Double

  static let all = [
    Rung(number: 0, foldCount: 1, stepShare: 1.0 / 3, isCompared: true, endOfTime: 0.25),
    Rung(number: 1, foldCount: 2, stepShare: 1, isCompared: true, endOfTime: 0.75),
    last,
  ]
  static let last = Rung(
    number: 2, foldCount: .max, stepShare: 1, isCompared: false, endOfTime: 1)

  /// The number of trials that reach the next rung: a third, rounded up.
  static func survivorCount(of count: Int) -> Int { count / 3 + (count % 3 > 0 ? 1 : 0) }

  /// The best third of a rung, best first; ties are in order of the trials.
  ///
  /// A trial whose training failed does not survive.
  static func survivors(of evaluations: [RecipeTuning.Evaluation]) -> [RecipeTuning.Evaluation] {
    Array(ranked(evaluations).prefix(survivorCount(of: evaluations.count)))
  }

  /// The evaluations that have a score, best first.
  static func ranked(_ evaluations: [RecipeTuning.Evaluation]) -> [RecipeTuning.Evaluation] {
    evaluations.filter { $0.score != nil }.sorted {
      ($1.score ?? 0, $0.trial) < ($0.score ?? 0, $1.trial)
    }
  }
}
