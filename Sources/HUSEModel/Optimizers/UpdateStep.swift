/// The step for which an optimizer computes an update.
public struct UpdateStep: Sendable, Hashable {
  /// The number of this step, from 1.
  public let number: Int
  /// The learning rate after the schedule.
  public let learningRate: Float
  /// The factor that multiplies the gradient; below 1 if the gradient is clipped.
  public let gradientScale: Float

  /// Creates a step.
  ///
  /// - Parameters:
  ///   - number: the number of this step, from 1.
  ///   - learningRate: the rate after the schedule.
  ///   - gradientScale: the factor that multiplies the gradient.
  public init(number: Int, learningRate: Float, gradientScale: Float = 1) {
    self.number = number
    self.learningRate = learningRate
    self.gradientScale = gradientScale
  }
}
