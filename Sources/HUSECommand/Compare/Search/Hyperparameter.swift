import Foundation
import HUSE

/// A setting that random search draws.
struct Hyperparameter: Sendable {
  /// What is drawn from.
  enum Domain: Sendable {
    case linear(ClosedRange<Double>)
    case logarithmic(ClosedRange<Double>)
    case choice([Double])
  }

  let name: String
  let domain: Domain

  /// The value for a trial, with four significant digits: tables show all that is needed to repeat
  /// a training.
  ///
  /// It depends on the name, the trial and the seed alone, so that systems try the same values of
  /// what they share. Each of several choices is tried before one is tried again.
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
