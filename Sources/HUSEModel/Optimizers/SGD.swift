/// Stochastic gradient descent, optionally with momentum and Nesterov's look-ahead.
///
/// v ← μ v + g, w ← w − η (g + μ v) with Nesterov's momentum, w ← w − η v without
/// (Sutskever et al. 2013, in the form of PyTorch).
public struct SGD: Optimizer, Hashable {
  /// The learning rate η.
  public var learningRate: Float
  /// The momentum μ, in [0, 1).
  public var momentum: Float
  /// Whether the step looks ahead along the velocity.
  public var isNesterov: Bool

  /// Creates the optimizer.
  public init(learningRate: Float, momentum: Float = 0, isNesterov: Bool = true) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.isNesterov = isNesterov
  }

  /// Checks that every setting is in its range.
  public func check() throws(HUSEError) {
    try Self.check(learningRate, named: "learningRate", in: 0..<Float.infinity)
    try Self.check(momentum, named: "momentum", in: 0..<1)
  }

  /// Changes a parameter in place; the first moment is v.
  public func update(
    _ parameter: inout Matrix, moments: inout Moments, along gradient: Matrix, at step: UpdateStep
  ) {
    Kernels.best.sgd(
      &parameter, velocity: &moments.first, gradient: gradient, rate: step.learningRate,
      momentum: momentum, nesterov: isNesterov, gradientScale: step.gradientScale)
  }
}
