/// The distance of embeddings to the fixed embedding of their class: HUSE-P, equation 13.
///
/// L = 1/N Σ d(φ_I(p_n), ψ(y_n)) + d(φ_T(q_n), ψ(y_n)), d(a, b) = 1 − a·b
///
/// - Pulls every embedding to a point that depends only on the class name; pushes nothing apart.
/// - Gradient flows to the embeddings; ψ is fixed.
/// - Choose it instead of `GraphLoss` if the embedding has the dimension of ψ. The graph loss
///   leaves the space more freedom (it fixes distances, not positions), and has better results in
///   the paper.
public struct ProjectionLoss: Loss {
  /// ψ as unit rows, `[classes × dimension]`.
  public let classEmbeddings: Matrix

  /// Creates the loss from embeddings of the classes, which are scaled to unit length.
  ///
  /// - Parameter classEmbeddings: ψ, `[classes × dimension]`, a row for each class in order.
  public init(classEmbeddings: Matrix) {
    self.classEmbeddings = classEmbeddings.normalizedRows
  }

  /// Adds `−scale/N · ψ(y)` to the gradient of each embedding.
  ///
  /// - Precondition: there is a class embedding for every label of the batch.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let pairs = batch.pairCount
    guard pairs > 0 else { return LossValue(terms: [LossTerm(name: "projection", value: 0)]) }
    let targets = classEmbeddings.gathering(rowsAt: batch.labels.map(Int.init))
    gradient.embeddings.add(targets, scaledBy: -scale / Float(pairs))
    let mean = Kernels.best.dot(batch.embeddings, targets) / Double(pairs)
    return LossValue(terms: [LossTerm(name: "projection", value: 2 - mean)])
  }

  /// Checks that there is a class embedding of the model's dimension for each class.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    guard classEmbeddings.rows == classNames.count, classEmbeddings.columns == dimension else {
      throw .shapeMismatch(
        expected: [classNames.count, dimension],
        found: [classEmbeddings.rows, classEmbeddings.columns],
        in: "class embeddings of the projection loss",
        remedy: "Give both towers the output dimension of the class embeddings.")
    }
  }
}
