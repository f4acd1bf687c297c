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

/// What an optimizer remembers of one parameter.
public struct Moments: Sendable, Equatable {
  /// The first: velocity, or the running mean of gradients.
  public var first: Matrix
  /// The second: the running mean of squared gradients.
  public var second: Matrix

  /// Zeros, for a parameter that no step has changed.
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

  /// Says where training stands.
  ///
  /// - Parameters:
  ///   - number: the number of this step, from 1.
  ///   - learningRate: the rate after the schedule.
  ///   - gradientScale: what the gradient is multiplied with.
  public init(number: Int, learningRate: Float, gradientScale: Float = 1) {
    self.number = number
    self.learningRate = learningRate
    self.gradientScale = gradientScale
  }
}
