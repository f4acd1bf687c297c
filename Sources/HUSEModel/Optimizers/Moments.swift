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
