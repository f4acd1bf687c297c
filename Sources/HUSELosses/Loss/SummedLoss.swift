/// A loss that is the sum of two losses.
public struct SummedLoss<First: Loss, Second: Loss>: Loss {
  /// The left summand.
  public let first: First
  /// The right summand.
  public let second: Second

  /// Creates the sum of two losses.
  public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  /// Accumulates both losses; the value has the terms of both, in order.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    var value = first.accumulate(batch, scaledBy: scale, into: &gradient)
    value.terms += second.accumulate(batch, scaledBy: scale, into: &gradient).terms
    return value
  }

  /// Checks both losses.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    try first.check(classNames: classNames, dimension: dimension)
    try second.check(classNames: classNames, dimension: dimension)
  }

  /// Whether either loss takes its scale from the model.
  public var needsSimilarityScale: Bool {
    first.needsSimilarityScale || second.needsSimilarityScale
  }
}

/// Adds two losses, as in equation 5.
public func + <First: Loss, Second: Loss>(
  first: First, second: Second
) -> SummedLoss<First, Second> {
  SummedLoss(first, second)
}
