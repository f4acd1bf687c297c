/// Pulls the embeddings of each class to its fixed direction in a hierarchy-aware frame: HAFrame.
///
/// L = 1/(2N) Σ over the 2N embeddings φ of
/// (1 − α) (−log softmax(t Wφ)[y]) + α Σ_k (w_k·φ − w_k·w_y)²
///
/// W holds the fixed directions w of the classes, whose cosines w_k·w_y decrease with the
/// distances of the classes: see `HierarchyFrame`. Images and texts share W.
///
/// - The first term pulls every embedding, image or text, to the direction of its class and pushes
///   it away from the directions of the others. The second pulls it to the point where its cosines
///   with all directions equal those of its class: near the directions of close classes, far from
///   the directions of distant ones.
/// - Items are not compared with each other, only with W, so several items of a class and
///   duplicated pairs have no special effect.
/// - Value: the second term is 0, with a gradient of 0, if every embedding is at the direction of
///   its class. The first is above 0 with several classes, and 0 with one.
/// - Gradient flows to the embeddings; W is fixed.
/// - Memory: three matrices of 2N × classes.
/// - Choose it instead of `ProjectionLoss` and `HingeRankLoss` if the distances of classes are
///   given, as by a taxonomy, and not their embeddings. It trains no classifier; the class of an
///   embedding is the one whose direction is nearest.
/// - Difference from the paper: in the paper, features have any length and t is 1; here, embeddings
///   have unit length, and t takes the place of the length. If the dimension is below the number of
///   classes, the second term uses the actual cosines of W.
/// - Source: Liang and Davis, "Inducing Neural Collapse to a Fixed Hierarchy-Aware Frame for
///   Reducing Mistake Severity", 2023, where it is defined for images.
public struct HierarchyFrameLoss: Loss, Equatable {
  /// The directions W of the classes.
  public let frame: HierarchyFrame
  /// The factor t that turns cosines into logits, above 0.
  public let scale: Float
  /// The weight α of the second term, in [0, 1].
  public let cosineShare: Float
  /// The cosines of the directions, WWᵀ.
  private let cosines: Matrix

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - frame: the directions of the model's classes, in the model's order and with its dimension.
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

  /// Adds the gradient to that of the embeddings; the terms are `frame classification` and
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
    var cosineGradient = Matrix(rows: rows, columns: cosines.rows)
    let entropy = Kernels.best.crossEntropy(
      of: logits, labels: batch.labels, scale: (1 - cosineShare) * scale * share,
      gradient: &cosineGradient)
    var lacking = cosines.gathering(rowsAt: batch.labels.map(Int.init))
    lacking.add(logits, scaledBy: -1 / scale)
    cosineGradient.add(lacking, scaledBy: -2 * cosineShare * share)
    gradient.embeddings.addProduct(of: cosineGradient, and: frame.vectors)
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
