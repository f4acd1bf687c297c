import Foundation

/// Values of the searched hyperparameters.
struct TrialSettings: Codable, Hashable, Sendable {
  let values: [String: Double]

  /// The settings of a system without hyperparameters.
  static let none = TrialSettings(values: [:])

  init(values: [String: Double]) { self.values = values }

  /// Draws the settings of a trial.
  init(of parameters: [Hyperparameter], trial: Int, seed: UInt64) {
    values = Dictionary(
      uniqueKeysWithValues: parameters.map { ($0.name, $0.value(trial: trial, seed: seed)) })
  }

  /// The value of a hyperparameter that the system searches.
  func callAsFunction(_ name: String) -> Float { Float(values[name] ?? 0) }

  /// The settings as text, as in `dropout 0.3, learningRate 0.0012`.
  var text: String {
    values.sorted { $0.key < $1.key }
      .map { "\($0.key) \(String(format: "%g", $0.value))" }.joined(separator: ", ")
  }
}
