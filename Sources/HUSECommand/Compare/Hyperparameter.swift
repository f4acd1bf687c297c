import Foundation
import HUSE

/// A setting that random search draws.
struct Hyperparameter: Sendable {
  let name: String
  private let draw: @Sendable (inout SplitMix64) -> Double

  func value(using generator: inout SplitMix64) -> Double { draw(&generator) }

  static func learningRate(_ range: ClosedRange<Double>) -> Self {
    logarithmic("learningRate", range)
  }
  static func epochs(_ choices: [Double]) -> Self { choice("epochs", choices) }
  static func dropout(_ choices: [Double]) -> Self { choice("dropout", choices) }
  static func margin(_ range: ClosedRange<Double>) -> Self { linear("margin", range) }
  static func logitScale(_ range: ClosedRange<Double>) -> Self {
    logarithmic("logitScale", range)
  }
  static func regularization(_ range: ClosedRange<Double>) -> Self {
    logarithmic("regularization", range)
  }
  static func dimension(_ choices: [Double]) -> Self { choice("dimension", choices) }
  static func power(_ choices: [Double]) -> Self { choice("power", choices) }
  /// The weight of a term, that of the first term being 1.
  static func weight(_ term: String, _ range: ClosedRange<Double> = 0.1...10) -> Self {
    logarithmic("\(term)Weight", range)
  }

  private static func linear(_ name: String, _ range: ClosedRange<Double>) -> Self {
    Self(name: name) { generator in
      range.lowerBound + (range.upperBound - range.lowerBound) * generator.unit()
    }
  }

  private static func logarithmic(_ name: String, _ range: ClosedRange<Double>) -> Self {
    Self(name: name) { generator in
      exp(log(range.lowerBound) + log(range.upperBound / range.lowerBound) * generator.unit())
    }
  }

  private static func choice(_ name: String, _ choices: [Double]) -> Self {
    Self(name: name) { generator in
      choices[Int(generator.unit() * Double(choices.count))]
    }
  }
}

extension SplitMix64 {
  /// A number in [0, 1).
  fileprivate mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}

/// Values of the searched hyperparameters.
struct Settings: Codable, Hashable, Sendable {
  let values: [String: Double]

  /// Draws the settings of a trial; the same system, trial and seed draw the same.
  static func draw(for system: ComparedSystem, trial: Int, seed: UInt64) -> Settings {
    var mixer = SplitMix64(seed: seed)
    var generator = SplitMix64(seed: mixer.next() &+ UInt64(trial))
    var values: [String: Double] = [:]
    for parameter in system.searched {
      // Four digits are what the tables show, so that they say all that is needed to repeat a run.
      values[parameter.name] = Double(
        String(format: "%.4g", parameter.value(using: &generator)))
    }
    return Settings(values: values)
  }

  /// The value of a hyperparameter that the system searches.
  func callAsFunction(_ name: String) -> Float { Float(values[name] ?? 0) }

  /// As in `epochs 40, learningRate 0.0012`.
  var text: String {
    values.sorted { $0.key < $1.key }
      .map { "\($0.key) \(String(format: "%g", $0.value))" }.joined(separator: ", ")
  }
}
