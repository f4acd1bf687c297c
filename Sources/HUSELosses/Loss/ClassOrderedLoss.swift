/// A loss that is computed faster if the trainer sorts the pairs of a batch by class.
package protocol ClassOrderedLoss: Loss {
  /// A rank for each class, by which the pairs are sorted; `nil` if the order does not matter.
  var classOrder: [Int]? { get }
}

extension Loss {
  /// A rank for each class, by which the trainer sorts the pairs of a batch; `nil` for a loss for
  /// which the order does not matter.
  package var preferredClassOrder: [Int]? { (self as? any ClassOrderedLoss)?.classOrder }
}

extension WeightedLoss: ClassOrderedLoss {
  /// The class order of the base loss.
  package var classOrder: [Int]? { base.preferredClassOrder }
}

extension SummedLoss: ClassOrderedLoss {
  /// The class order of the first loss that has one.
  package var classOrder: [Int]? { first.preferredClassOrder ?? second.preferredClassOrder }
}
