import HUSE

/// A finished training run of the comparison.
struct JournalEntry: Codable, Sendable {
  let system: ComparedSystem
  /// The number of the split, from 0.
  let split: Int
  /// The number of a trial, which is measured on the validation part.
  ///
  /// It is `nil` for the training run with the chosen settings, which is measured on the test part.
  let trial: Int?
  /// The settings, including the choices made on validation pairs.
  var choice: SystemChoice
  /// The recipe that HUSE chose.
  var recipe: TrainingRecipe?
  /// The measures, or `nil` if training failed, for example because its loss diverged.
  var measures: SystemMeasures?
  /// The outcomes of the queries of the test part.
  var outcomes: QueryOutcomes?
  var seconds: Double
}
