/// A loss multiplied by a number.
public struct WeightedLoss<Base: Loss>: Loss {
  /// The scaled loss.
  public let base: Base
  /// The factor.
  public let weight: Float

  /// Creates a loss that is scaled by a weight.
  public init(_ base: Base, by weight: Float) {
    self.base = base
    self.weight = weight
  }

  /// Accumulates the base loss, with the weight of every term scaled.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    var value = base.accumulate(batch, scaledBy: scale * weight, into: &gradient)
    for index in value.terms.indices { value.terms[index].weight *= Double(weight) }
    return value
  }

  /// Checks the base loss.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    guard weight.isFinite else {
      throw .invalidArgument(
        name: "weight of a loss", found: "\(weight)", expected: "a finite number")
    }
    try base.check(classNames: classNames, dimension: dimension)
  }

  /// Whether the base loss takes its scale from the model.
  public var needsSimilarityScale: Bool { base.needsSimilarityScale }
}

/// Multiplies a loss by a weight, such as α, β or γ in equation 5.
public func * <Base: Loss>(weight: Float, loss: Base) -> WeightedLoss<Base> {
  WeightedLoss(loss, by: weight)
}
