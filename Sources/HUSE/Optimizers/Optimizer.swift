/// A rule that changes parameters along a gradient.
///
/// An optimizer is a value of settings; what it remembers of earlier steps (its moments) belongs to
/// the trainer, which hands it over with each update.
public protocol Optimizer: Sendable {
  /// The learning rate before any schedule.
  var learningRate: Float { get }

  /// Changes a parameter in place.
  ///
  /// - Parameters:
  ///   - parameter: weights of any shape.
  ///   - moments: two matrices of the parameter's shape, zero before the first step.
  ///   - gradient: ∂L/∂parameter, to be multiplied with `step.gradientScale` first.
  ///   - step: where training stands.
  func update(
    _ parameter: inout Matrix, moments: inout Moments, along gradient: Matrix, at step: UpdateStep)
}

/// What an optimizer remembers of one parameter.
public struct Moments: Sendable, Equatable {
  /// The first: velocity, or the running mean of gradients.
  public var first: Matrix
  /// The second: the running mean of squared gradients.
  public var second: Matrix

  /// The moments before the first step, zeros of the shape of a parameter.
  public init(rows: Int, columns: Int) {
    first = Matrix(rows: rows, columns: columns)
    second = first
  }
}

/// Where training stands when an optimizer is asked for an update.
public struct UpdateStep: Sendable, Hashable {
  /// The number of this step, from 1.
  public let number: Int
  /// The learning rate after the schedule.
  public let learningRate: Float
  /// What the gradient is multiplied with, below 1 where it is clipped.
  public let gradientScale: Float

  /// Creates a step, as an optimizer that builds on another needs, or a test of one.
  ///
  /// - Parameters:
  ///   - number: the number of this step, from 1.
  ///   - learningRate: the learning rate after the schedule.
  ///   - gradientScale: what the gradient is multiplied with.
  public init(number: Int, learningRate: Float, gradientScale: Float = 1) {
    self.number = number
    self.learningRate = learningRate
    self.gradientScale = gradientScale
  }
}
