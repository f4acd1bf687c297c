import Foundation

/// The fully connected layer with one unit for each class, equation 6.
public struct Classifier: Sendable, Equatable {
  /// The weights W, `[dimension × classes]`.
  public internal(set) var weights: Matrix
  /// The bias b, `[1 × classes]`.
  public internal(set) var bias: Matrix
  /// The parameter t = log s, `[1 × 1]`, if s is learned; the optimizer updates it with the
  /// weights.
  var logScale: Matrix?
  /// The scale s if it is fixed, or 1 if it is learned.
  private let fixedScale: Float

  /// The scale s, and whether it is fixed or learned.
  public var logitScale: LogitScale {
    logScale.map { .learned(exp($0[0, 0])) } ?? .fixed(fixedScale)
  }
  /// The number of classes, K.
  public var classCount: Int { weights.columns }

  init(weights: Matrix, bias: Matrix, logitScale: LogitScale) {
    self.weights = weights
    self.bias = bias
    switch logitScale {
    case .fixed(let scale):
      fixedScale = scale
    case .learned(let scale):
      fixedScale = 1
      logScale = Matrix(rows: 1, columns: 1, repeating: log(scale))
    }
  }

  init(dimension: Int, classCount: Int, logitScale: LogitScale, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    self.init(
      weights: WeightInitialization.glorot.weights(
        inputs: dimension, outputs: classCount, using: &generator),
      bias: Matrix(rows: 1, columns: classCount), logitScale: logitScale)
  }

  /// The logits z of unit embeddings: `[rows × dimension]` to `[rows × classes]`.
  func logits(of embeddings: Matrix) -> Matrix {
    var logits = Matrix(uninitializedRows: embeddings.rows, columns: classCount)
    assignLogits(of: embeddings, to: &logits)
    return logits
  }

  /// The products of some rows of a batch with bfloat16 factors.
  typealias RoundedRows = (layer: RoundedLayer, rows: Range<Int>)

  func assignLogits(
    of embeddings: Matrix, to logits: inout some WritableRows, rounded: RoundedRows? = nil
  ) {
    if let (layer, rows) = rounded {
      layer.run(rows: rows, of: embeddings, to: &logits)
    } else {
      logits.assignProduct(of: embeddings, and: weights, scaledBy: logitScale.value)
    }
    Kernels.best.addBias(bias, to: &logits, rectifying: false)
  }

  /// Propagates ∂L/∂logits of some rows back and adds it to the gradient of their embeddings.
  func runBack(
    from logitGradient: Matrix, into embeddingGradient: inout some WritableRows,
    rounded: RoundedRows? = nil
  ) {
    if let (layer, rows) = rounded {
      // The packed weights contain the scale, what is kept for their gradient gets it here.
      layer.keep(logitGradient, rows: rows, scaledBy: logitScale.value)
      layer.runBack(rows: rows, from: logitGradient, into: &embeddingGradient, adding: true)
    } else {
      embeddingGradient.addProduct(
        of: logitGradient, and: weights, transposingSecond: true, scaledBy: logitScale.value)
    }
  }

  /// Sets some rows of ∂L/∂W, and with the first row also ∂L/∂b, and ∂L/∂t if t is
  /// learned.
  ///
  /// - Parameters:
  ///   - range: the rows of the weights.
  ///   - embeddings: the embeddings of some rows of a batch.
  ///   - logits: the logits of the same rows.
  ///   - logitGradient: ∂L/∂logits of the same rows.
  ///   - part: receives the gradients.
  ///   - rounded: the products of these rows with bfloat16 factors, which are added up; empty for
  ///     factors of 32 bits.
  func setGradient(
    rows range: Range<Int>, embeddings: Matrix, logits: Matrix, logitGradient: Matrix,
    to part: GradientPart, rounded: [RoundedRows] = []
  ) {
    var weights = part.weights
    for (index, (layer, rows)) in rounded.enumerated() {
      layer.setGradient(rows: range, from: rows, to: &weights, adding: index > 0)
    }
    if rounded.isEmpty {
      weights.assignProduct(
        of: MatrixBlock(embeddings, rows: 0..<embeddings.rows, columns: range),
        and: MatrixBlock(logitGradient), transposingFirst: true, scaledBy: logitScale.value)
    }
    guard var bias = part.bias else { return }
    Kernels.best.sumColumns(of: logitGradient, into: &bias)
    if var logScale = part.logScale {
      // z − b = s · Wᵀφ, which is ∂z/∂t.
      let derivative =
        Kernels.best.dot(logitGradient, logits) - Kernels.best.dot(self.bias, bias.matrix)
      logScale.fill(with: Float(derivative))
    }
  }
}
