/// A rule that changes parameters along a gradient.
///
/// An optimizer is a value that holds only settings. Its memory of earlier steps, the moments,
/// belongs to the trainer, which passes it with each update.
public protocol Optimizer: Sendable {
  /// The learning rate before any schedule.
  var learningRate: Float { get }

  /// Changes a parameter in place.
  ///
  /// - Parameters:
  ///   - parameter: weights of any shape.
  ///   - moments: two matrices of the parameter's shape, zero before the first step.
  ///   - gradient: ∂L/∂parameter, which must first be multiplied by `step.gradientScale`.
  ///   - step: the number and the learning rate of the step.
  func update(
    _ parameter: inout Matrix, moments: inout Moments, along gradient: Matrix, at step: UpdateStep)

  /// Checks the settings, before training.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a setting out of its range.
  func check() throws(HUSEError)
}

extension Optimizer {
  /// Checks that the learning rate is finite and not negative.
  public func check() throws(HUSEError) {
    try Self.check(learningRate, named: "learningRate", in: 0..<Float.infinity)
  }

  static func check(
    _ value: Float, named name: String, in range: Range<Float>
  ) throws(HUSEError) {
    guard range.contains(value) else {
      throw .invalidArgument(
        name: "\(name) of \(Self.self)", found: "\(value)",
        expected: range.upperBound == .infinity
          ? "a finite number of \(range.lowerBound) or more"
          : "a number in [\(range.lowerBound), \(range.upperBound))")
    }
  }
}

/// The state that an optimizer keeps for one parameter.
public struct Moments: Sendable, Equatable {
  /// The first moment: the velocity, or the running mean of gradients.
  public var first: Matrix
  /// The second moment: the running mean of squared gradients.
  public var second: Matrix

  /// Creates zero moments, for a parameter before the first step.
  public init(rows: Int, columns: Int) {
    first = Matrix(rows: rows, columns: columns)
    second = first
  }
}

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
