import HUSE

/// A finished training of the comparison.
struct JournalEntry: Codable, Sendable {
  let system: ComparedSystem
  /// The number of the split, from 0.
  let split: Int
  /// The number of the trial, measured on the validation part; `nil` for the training with the
  /// chosen settings, measured on the test part.
  let trial: Int?
  /// The settings, with what the validation pairs chose for them.
  var choice: SystemChoice
  /// The recipe that HUSE chose.
  var recipe: TrainingRecipe?
  /// `nil` for a training that failed, for example because its loss diverged.
  var measures: SystemMeasures?
  /// Those of the test part.
  var outcomes: QueryOutcomes?
  var seconds: Double
}
