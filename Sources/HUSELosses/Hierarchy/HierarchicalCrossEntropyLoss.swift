/// Cross entropy at each level of a class hierarchy, with less weight at deeper levels.
///
/// L = 1/(2N) Σ over the 2N embeddings of −Σ_l λ(C^(l)) log p(C^(l) | C^(l+1)),
/// λ(C) = exp(−α (h(C) − 1))
///
/// C^(0) is the class of an embedding, C^(1) its parent and so on to the root, which is the lowest
/// node above all classes. p(C^(l) | C^(l+1)) is the sum of softmax(z) over the classes below
/// C^(l), divided by the sum over the classes below C^(l+1). h(C), which the paper calls the height
/// of C, is the number of steps from the root to C: 1 for the children of the root.
///
/// - A class that has other classes below it is also a leaf below its own node.
/// - Pulls every embedding, image or text, to the region of its class; pushes it away from the
///   regions of the others, more from those of distant classes. Confusions of siblings deep in the
///   tree have the least weight.
/// - The weight of the first level is 1 for every α. In the paper all weights are exp(−α) times
///   these, and in its code they are divided by their sum over the tree. Either changes the whole
///   loss only by a factor.
/// - Value for one class only: 0, with a gradient of 0; otherwise above 0. For α = 0, and for a
///   tree of one level, it is the loss of `ClassificationLoss`.
/// - Gradient flows to the logits, and through the classifier to the embeddings.
/// - Memory: one row of logits for each thread. Time: an exponential for each logit, as many as
///   `ClassificationLoss` takes.
/// - Choose it instead of `ClassificationLoss` if there is a taxonomy and a wrong prediction should
///   be a close class; `SoftLabelLoss` needs only distances.
/// - Source: Bertinetto et al., "Making Better Mistakes: Leveraging Class Hierarchies with Deep
///   Networks", 2020, section 3.1, where it is defined for images.
public struct HierarchicalCrossEntropyLoss: Loss, Equatable {
  /// The classes, in the order of the logits.
  public let classNames: [String]
  /// The decrease α of the weights with depth, at least 0.
  public let discount: Float
  private let paths: HierarchyPaths

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - classNames: the model's classes, in the model's order.
  ///   - taxonomy: a tree that holds the classes; other classes in it do not matter.
  ///   - discount: α, at least 0; 0.1 to 0.9 in the authors' experiments.
  /// - Throws: `HUSEError.invalidData` if there are no classes, or if a class is not in the
  ///   taxonomy or is duplicated.
  public init(
    classNames: [String], in taxonomy: Taxonomy, discount: Float = 0.4
  ) throws(HUSEError) {
    self.classNames = classNames
    self.discount = discount
    paths = try HierarchyPaths(of: classNames, in: taxonomy, discount: discount)
  }

  /// Adds the gradient to that of the logits.
  ///
  /// - Precondition: there is a class for every column of the logits.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let rows = max(batch.logits.rows, 1)
    let sum = paths.crossEntropy(
      of: batch.logits, labels: batch.labels, scale: scale / Float(rows),
      gradient: &gradient.logits)
    return LossValue(terms: [
      LossTerm(name: "hierarchical cross entropy", value: sum / Double(rows))
    ])
  }

  /// Checks that the classes are the model's and α is at least 0.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    guard discount >= 0, discount.isFinite else {
      throw .invalidArgument(
        name: "discount of the hierarchical cross entropy loss", found: "\(discount)",
        expected: "a finite number of 0 or more")
    }
    try LossArgument.check(
      self.classNames, of: "hierarchical cross entropy loss", are: classNames,
      remedy: "Pass the model's class names, in their order.")
  }
}
