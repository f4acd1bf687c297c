import Foundation
import HUSE

/// A setting that random search draws.
struct Hyperparameter: Sendable {
  /// The values to draw from.
  enum Domain: Sendable {
    case linear(ClosedRange<Double>)
    case logarithmic(ClosedRange<Double>)
    case choice([Double])
  }

  let name: String
  let domain: Domain

  /// The value for a trial, with four significant digits, so that tables show the exact value.
  ///
  /// It depends only on the name, the trial and the seed, so that systems try the same values of
  /// hyperparameters that they share. Each choice is tried before one is repeated.
  func value(trial: Int, seed: UInt64) -> Double {
    let round: Int
    if case .choice(let choices) = domain { round = trial / choices.count } else { round = trial }
    var generator = generator(round: round, seed: seed)
    let value =
      switch domain {
      case .linear(let range):
        range.lowerBound + (range.upperBound - range.lowerBound) * generator.nextUniform()
      case .logarithmic(let range):
        range.lowerBound * pow(range.upperBound / range.lowerBound, generator.nextUniform())
      case .choice(let choices):
        choices[generator.permutation(of: choices.count)[trial % choices.count]]
      }
    return Double(String(format: "%.4g", value)) ?? value
  }

  private func generator(round: Int, seed: UInt64) -> SplitMix64 {
    var state = seed
    for byte in name.utf8 {
      var generator = SplitMix64(seed: state ^ UInt64(byte))
      state = generator.next()
    }
    return SplitMix64(seed: state &+ UInt64(round))
  }
}
