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
