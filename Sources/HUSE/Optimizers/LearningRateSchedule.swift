import Foundation

/// How the learning rate changes over the steps of a training.
public enum LearningRateSchedule: Sendable, Hashable {
  /// The optimizer's rate throughout.
  case constant
  /// A linear rise over `warmUp` steps, then half a cosine down to `finalShare` of the rate at step
  /// `total` (Loshchilov and Hutter 2017), and that share after.
  case cosine(warmUp: Int, total: Int, finalShare: Float = 0)
  /// The rate times `factor` after every `interval` steps.
  case stepwise(interval: Int, factor: Float)

  /// What the rate is multiplied with at a step, counted from 0.
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
}
