/// RMSProp with momentum, the optimizer of the paper (Tieleman and Hinton 2012, as in TensorFlow).
///
/// s ← ρ s + (1 − ρ) g², m ← μ m + η g / √(s + ε), w ← w − m
public struct RMSProp: Optimizer, Hashable {
  /// The learning rate η; 1.6192e-5 in the paper, for 250,000 steps.
  public var learningRate: Float
  /// The momentum μ, in [0, 1).
  public var momentum: Float
  /// The decay ρ of the mean of squared gradients, in [0, 1).
  public var decay: Float
  /// The constant ε in the denominator, above 0.
  public var epsilon: Float

  /// Creates the optimizer.
  public init(
    learningRate: Float = 1.6192e-5, momentum: Float = 0.9, decay: Float = 0.9,
    epsilon: Float = 1e-7
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.decay = decay
    self.epsilon = epsilon
  }

  /// Checks that every setting is in its range.
  public func check() throws(HUSEError) {
    try Self.check(learningRate, named: "learningRate", in: 0..<Float.infinity)
    try Self.check(momentum, named: "momentum", in: 0..<1)
    try Self.check(decay, named: "decay", in: 0..<1)
    try Self.check(epsilon, named: "epsilon", in: Float.leastNormalMagnitude..<Float.infinity)
  }

  /// Changes a parameter in place; the moments are m and s.
  public func update(
    _ parameter: inout Matrix, moments: inout Moments, along gradient: Matrix, at step: UpdateStep
  ) {
    Kernels.best.rmsprop(
      &parameter, meanSquare: &moments.second, momentum: &moments.first, gradient: gradient,
      rate: step.learningRate, decay: decay, momentum: momentum, epsilon: epsilon,
      gradientScale: step.gradientScale)
  }
}
