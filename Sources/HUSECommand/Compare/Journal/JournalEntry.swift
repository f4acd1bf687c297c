import HUSE

/// A finished training of the comparison.
struct JournalEntry: Codable, Sendable {
  let system: ComparedSystem
  /// The number of the split, from 0.
  let split: Int
  /// The number of the trial, measured on the validation part; `nil` for the training with the
  /// chosen settings, measured on the test part.
  let trial: Int?
  /// The settings of a trial with what validation pairs chose for it.
  var choice: SystemChoice
  /// What HUSE chose by itself.
  var recipe: TrainingRecipe?
  /// `nil` for a training that failed, such as one whose loss diverged.
  var measures: SystemMeasures?
  /// Those of the test part.
  var outcomes: QueryOutcomes?
  var seconds: Double
}
