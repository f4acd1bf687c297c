/// Cross entropy through the classifier against labels that are distributed over close classes.
///
/// L = 1/(2N) Σ over the 2N embeddings of −Σ_k q_k(y) log softmax(z)[k],
/// q_k(y) = exp(−β d(k, y)) / Σ_j exp(−β d(j, y))
///
/// d is the distance of two classes in the graph. For a graph of a taxonomy, it is the paper's
/// distance: the height of the lowest common ancestor over the height of the tree.
///
/// - Pulls every embedding, image or text, to the region of its class and, less strongly, to those
///   of close classes; pushes it away from regions whose probability is above q. A class is not
///   pushed below its share: a confident and correct classifier is penalised as well.
/// - Value: never 0 with several classes. It is lowest if the classifier predicts q, where it is
///   the mean entropy of q. For one class: 0, with a gradient of 0. For a β so large that q is 1
///   for the label and 0 elsewhere, it is the loss of `ClassificationLoss`.
/// - Gradient flows to the logits, and through the classifier to the embeddings.
/// - Memory: one matrix of 2N × classes.
/// - Choose it instead of `ClassificationLoss` if a wrong prediction should be a close class, at
///   some cost in accuracy. A small β favours close classes, a large one accuracy.
/// - Source: Bertinetto et al., "Making Better Mistakes: Leveraging Class Hierarchies with Deep
///   Networks", 2020, section 3.2, where it is defined for images.
public struct SoftLabelLoss: Loss, Equatable {
  /// The distances d between the classes.
  public let graph: SemanticGraph
  /// The hardness β of the labels, above 0.
  public let hardness: Float
  /// The difference onehot(y) − q(y), with a row for each class.
  private let removed: Matrix

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - graph: the distances between the model's classes, in the model's order.
  ///   - hardness: β; 4 to 30 in the authors' experiments, for distances up to 1.
  public init(_ graph: SemanticGraph, hardness: Float = 10) {
    self.graph = graph
    self.hardness = hardness
    let count = graph.classCount
    var labels = Matrix(rows: count, columns: count)
    labels.add(graph.distances, scaledBy: -hardness)
    Kernels.best.softmaxRows(of: &labels)
    var removed = Matrix(rows: count, columns: count)
    removed.add(labels, scaledBy: -1)
    for index in 0..<count { removed[index, index] += 1 }
    self.removed = removed
  }

  /// Adds `scale/(2N) · (softmax(z) − q(y))` to the gradient of the logits.
  ///
  /// - Precondition: the graph has a class for every column of the logits.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let rows = max(batch.logits.rows, 1)
    let share = scale / Float(rows)
    var sum = Kernels.best.crossEntropy(
      of: batch.logits, labels: batch.labels, scale: share, gradient: &gradient.logits)
    // Corrects for q instead of the label; cross entropy is linear in the label.
    let removed = removed.gathering(rowsAt: batch.labels.map(Int.init))
    sum += Kernels.best.dot(removed, batch.logits)
    gradient.logits.add(removed, scaledBy: share)
    return LossValue(terms: [LossTerm(name: "soft labels", value: sum / Double(rows))])
  }

  /// Checks that the graph has the model's classes and that β is above 0.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    try LossArgument.check(hardness, named: "hardness of the soft label loss")
    try LossArgument.check(
      graph.classNames, of: "semantic graph", are: classNames,
      remedy: "Build the graph from the model's class names, in their order.")
  }
}
