/// Brings embeddings closer to the embedding of their class than to those of others: DeViSE.
///
/// L = 1/N Σ over the 2N embeddings φ of Σ_{j≠y} max(0, margin − ψ_y·φ + ψ_j·φ), with
/// ψ of unit length
///
/// - Pulls every embedding, image or text, to the embedding of its class; pushes it away from those
///   of the classes that are not farther away by the margin. Similar classes stay neighbours
///   because their ψ are neighbours.
/// - Items are not compared with each other, only with ψ, so several items of a class and
///   duplicated pairs have no special effect.
/// - Value when no class is within the margin, or when there is one class only: 0, with a gradient
///   of 0. Two classes with the same ψ add the margin and no gradient.
/// - Gradient flows to the embeddings; ψ is fixed.
/// - Memory: one matrix of 2N × classes.
/// - Choose it instead of `ProjectionLoss` if classes are so close to each other that pulling alone
///   does not separate them. Both require embeddings with the dimension of ψ.
/// - Source: Frome et al., "DeViSE: A Deep Visual-Semantic Embedding Model", 2013, eq. 1, where it
///   is defined for images; HUSE's paper extends it to texts.
public struct HingeRankLoss: Loss {
  /// ψ as unit rows, `[classes × dimension]`.
  public let classEmbeddings: Matrix
  /// The margin on the scale of the cosine, above 0.
  public let margin: Float

  /// Creates the loss from embeddings of the classes, which are scaled to unit length.
  ///
  /// - Parameters:
  ///   - classEmbeddings: ψ, `[classes × dimension]`, a row for each class in order.
  ///   - margin: how much closer an embedding should be to its class than to any other; 0.1 in the
  ///     paper.
  public init(classEmbeddings: Matrix, margin: Float = 0.1) {
    self.classEmbeddings = classEmbeddings.normalizedRows
    self.margin = margin
  }

  /// Adds the gradient to that of the embeddings.
  ///
  /// - Precondition: there is a class embedding for every label of the batch.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let classCount = classEmbeddings.rows
    var cosines = Matrix(uninitializedRows: batch.embeddings.rows, columns: classCount)
    cosines.assignProduct(of: batch.embeddings, and: classEmbeddings, transposingSecond: true)
    var sum = 0.0
    // The gradient with respect to the cosines replaces them, row by row.
    cosines.withUnsafeMutableBufferPointer { values in
      for (row, label) in batch.labels.enumerated() {
        precondition(label < classCount, "label \(label) of \(classCount) class embeddings")
        let own = row * classCount + Int(label)
        let threshold = values[own] - margin
        var active: Float = 0
        for position in row * classCount..<(row + 1) * classCount where position != own {
          // The condition is written so that NaN counts as active and is not hidden.
          let isActive = !(values[position] <= threshold)
          if isActive { sum += Double(values[position] - threshold) }
          values[position] = isActive ? 1 : 0
          active += values[position]
        }
        values[own] = -active
      }
    }
    let pairs = max(batch.pairCount, 1)
    gradient.embeddings.addProduct(
      of: cosines, and: classEmbeddings, scaledBy: scale / Float(pairs), atRow: 0)
    return LossValue(terms: [LossTerm(name: "hinge rank", value: sum / Double(pairs))])
  }

  /// Checks the margin, and that there is a class embedding of the model's dimension for each
  /// class.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    try LossArgument.check(margin, named: "margin of the hinge rank loss")
    guard classEmbeddings.rows == classNames.count, classEmbeddings.columns == dimension else {
      throw .shapeMismatch(
        expected: [classNames.count, dimension],
        found: [classEmbeddings.rows, classEmbeddings.columns],
        in: "class embeddings of the hinge rank loss",
        remedy: "Give both towers the output dimension of the class embeddings.")
    }
  }
}
