import Foundation

/// Adam (Kingma and Ba 2015, algorithm 1), and AdamW (Loshchilov and Hutter 2019) if `weightDecay`
/// is not 0.
///
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − η
/// m̂ / (√v̂ + ε) − η λ w
public struct Adam: Optimizer, Hashable {
  /// The learning rate η.
  public var learningRate: Float
  /// The decay β₁ of the mean of gradients, in [0, 1).
  public var beta1: Float
  /// The decay β₂ of the mean of squared gradients, in [0, 1).
  public var beta2: Float
  /// The constant ε in the denominator, above 0.
  public var epsilon: Float
  /// The decay λ of AdamW, decoupled from the gradient.
  ///
  /// It is applied to weights but not to biases, which are parameters with a single row.
  public var weightDecay: Float

  /// Creates the optimizer.
  public init(
    learningRate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
    weightDecay: Float = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// AdamW: Adam with decoupled weight decay.
  public static func adamW(learningRate: Float = 1e-3, weightDecay: Float = 0.01) -> Adam {
    Adam(learningRate: learningRate, weightDecay: weightDecay)
  }

  /// Checks that every setting is in its range.
  public func check() throws(HUSEError) {
    try Self.check(learningRate, named: "learningRate", in: 0..<Float.infinity)
    try Self.check(beta1, named: "beta1", in: 0..<1)
    try Self.check(beta2, named: "beta2", in: 0..<1)
    try Self.check(epsilon, named: "epsilon", in: Float.leastNormalMagnitude..<Float.infinity)
    try Self.check(weightDecay, named: "weightDecay", in: 0..<Float.infinity)
  }

  /// Changes a parameter in place; the moments are m and v.
  public func update(
    _ parameter: inout Matrix, moments: inout Moments, along gradient: Matrix, at step: UpdateStep
  ) {
    let number = Double(step.number)
    // A bias, or the scale of the logits, is a single row. Decay would pull it away from its best
    // value.
    let decay = parameter.rows > 1 ? step.learningRate * weightDecay : 0
    Kernels.best.adam(
      &parameter, mean: &moments.first, meanSquare: &moments.second, gradient: gradient,
      rate: step.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      correction1: Float(1 / (1 - pow(Double(beta1), number))),
      correction2: Float(1 / (1 - pow(Double(beta2), number))),
      gradientScale: step.gradientScale, decoupledDecay: decay)
  }
}
