/// Gathers the embeddings of each class at its fixed direction in a hierarchy-aware frame: HAFrame.
///
/// L = 1/(2N) Σ over the 2N embeddings φ of
/// (1 − α) (−log softmax(t Wφ)[y]) + α Σ_k (w_k·φ − w_k·w_y)²
///
/// W holds the fixed directions w of the classes, whose cosines w_k·w_y fall with the distances of
/// the classes: see `HierarchyFrame`. Images and texts share it.
///
/// - The first term pulls every embedding, image or text, to the direction of its class and pushes it
///   from those of the others. The second pulls it to the place where its cosines with all directions
///   are those of its class: close to close classes, far from distant ones.
/// - Items of one class, and a duplicated pair, do not meet: each is compared with W alone.
/// - Value: the second term is 0, with a gradient of 0, where an embedding is at the direction of its
///   class; the first is above 0 with several classes, and 0 with one.
/// - Gradient flows to the embeddings; W is fixed.
/// - Memory: three matrices of 2N × classes.
/// - Choose it in place of `ProjectionLoss` and `HingeRankLoss` where the distances of classes are
///   what matters, as from a taxonomy, and not their embeddings. It trains no classifier; an
///   embedding is of the class whose direction is nearest.
/// - Differs from the paper, where features have any length and t is 1: here embeddings have unit
///   length and t stands for that length. Where the dimension is below the number of classes, the
///   second term takes the cosines of W as they are.
/// - Source: Liang and Davis, "Inducing Neural Collapse to a Fixed Hierarchy-Aware Frame for Reducing
///   Mistake Severity", 2023, there for images.
public struct HierarchyFrameLoss: Loss, Equatable {
  /// The directions W of the classes.
  public let frame: HierarchyFrame
  /// t, above 0.
  public let scale: Float
  /// α, in [0, 1].
  public let cosineShare: Float
  /// WWᵀ.
  private let cosines: Matrix

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - frame: the directions of the model's classes, in the model's order and its dimension.
  ///   - scale: t, which turns cosines into logits.
  ///   - cosineShare: α; 0.4 and 0.5 in the authors' experiments.
  public init(_ frame: HierarchyFrame, scale: Float = 16, cosineShare: Float = 0.5) {
    self.frame = frame
    self.scale = scale
    self.cosineShare = cosineShare
    let vectors = frame.vectors
    var cosines = Matrix(uninitializedRows: vectors.rows, columns: vectors.rows)
    cosines.assignProduct(of: vectors, and: vectors, transposingSecond: true)
    self.cosines = cosines
  }

  /// Adds the gradient to that of the embeddings; the terms are `frame classification`,
  /// `frame cosines`.
  ///
  /// - Precondition: there is a direction for every label of the batch.
  public func accumulate(
    _ batch: BatchOutput, scaledBy factor: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let rows = batch.embeddings.rows
    let share = factor / Float(max(rows, 1))
    var logits = Matrix(uninitializedRows: rows, columns: cosines.rows)
    logits.assignProduct(
      of: batch.embeddings, and: frame.vectors, transposingSecond: true, scaledBy: scale)
    var slopes = Matrix(rows: rows, columns: cosines.rows)
    let entropy = Kernels.best.crossEntropy(
      of: logits, labels: batch.labels, scale: (1 - cosineShare) * scale * share,
      gradient: &slopes)
    var lacking = cosines.gathering(rowsAt: batch.labels.map(Int.init))
    lacking.add(logits, scaledBy: -1 / scale)
    slopes.add(lacking, scaledBy: -2 * cosineShare * share)
    gradient.embeddings.addProduct(of: slopes, and: frame.vectors)
    let count = Double(max(rows, 1))
    return LossValue(terms: [
      LossTerm(
        name: "frame classification", value: entropy / count, weight: 1 - Double(cosineShare)),
      LossTerm(
        name: "frame cosines", value: Kernels.best.sumOfSquares(lacking) / count,
        weight: Double(cosineShare)),
    ])
  }

  /// Checks the settings, and that there is a direction of the model's dimension for each class.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    try LossArgument.check(scale, named: "scale of the hierarchy frame loss")
    guard cosineShare >= 0, cosineShare <= 1 else {
      throw .invalidArgument(
        name: "cosineShare of the hierarchy frame loss", found: "\(cosineShare)",
        expected: "a number in [0, 1]")
    }
    try LossArgument.check(
      frame.classNames, of: "hierarchy frame", are: classNames,
      remedy: "Build the frame from a graph of the model's class names, in their order.")
    guard frame.vectors.columns == dimension else {
      throw .shapeMismatch(
        expected: [classNames.count, dimension],
        found: [frame.vectors.rows, frame.vectors.columns], in: "hierarchy frame",
        remedy: "Build the frame with the output dimension of the towers.")
    }
  }
}
