import Foundation

/// A schedule of the learning rate over the steps of training.
public enum LearningRateSchedule: Sendable, Hashable {
  /// The optimizer's rate throughout.
  case constant
  /// A linear rise over `warmUp` steps, then half a cosine down to `finalShare` of the rate at step
  /// `total` (Loshchilov and Hutter 2017), and that share after.
  case cosine(warmUp: Int, total: Int, finalShare: Float = 0)
  /// The rate times `factor` after every `interval` steps.
  case stepwise(interval: Int, factor: Float)

  /// The factor of the learning rate at a step, counted from 0.
  ///
  /// An interval below 1 counts as 1 here; training rejects it.
  public func factor(atStep step: Int) -> Float {
    switch self {
    case .constant:
      return 1
    case .cosine(let warmUp, let total, let finalShare):
      if step < warmUp { return Float(step + 1) / Float(warmUp) }
      let progress = min(Double(step - warmUp) / Double(max(total - warmUp, 1)), 1)
      return finalShare + (1 - finalShare) * Float((1 + cos(.pi * progress)) / 2)
    case .stepwise(let interval, let factor):
      return pow(factor, Float(step / max(interval, 1)))
    }
  }

  /// Checks that the numbers of steps and the factors are in their ranges.
  func check() throws(HUSEError) {
    func check(_ isValid: Bool, _ name: String, _ found: Any, _ expected: String) throws(HUSEError)
    {
      guard isValid else {
        throw .invalidArgument(
          name: "\(name) of the learning rate schedule", found: "\(found)", expected: expected)
      }
    }
    switch self {
    case .constant: break
    case .cosine(let warmUp, let total, let finalShare):
      try check(warmUp >= 0, "warmUp", warmUp, "0 or more steps")
      try check(total > 0, "total", total, "a number of steps above 0")
      try check((0...1).contains(finalShare), "finalShare", finalShare, "a share from 0 to 1")
    case .stepwise(let interval, let factor):
      try check(interval > 0, "interval", interval, "a number of steps above 0")
      try check(
        factor >= 0 && factor.isFinite, "factor", factor, "a finite number of 0 or more")
    }
  }
}
