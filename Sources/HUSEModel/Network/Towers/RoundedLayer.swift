internal import HUSECore

/// The weights of a layer in bfloat16, packed for the products of a step.
struct RoundedWeights: Sendable {
  /// W, `[inputs × outputs]`.
  let weights: PackedMatrix
  /// Wᵀ, `[outputs × inputs]`, or `nil` if no gradient is propagated back through the layer.
  let transposed: PackedMatrix?

  /// Memory for weights of a shape.
  init(inputs: Int, outputs: Int, propagatesBack: Bool) {
    weights = PackedMatrix(rows: inputs, columns: outputs)
    transposed = propagatesBack ? PackedMatrix(rows: outputs, columns: inputs) : nil
  }

  /// The rows of weights that a thread packs at a time: whole panels of the transpose.
  static let partRows = 4 * PackedMatrix.panelColumns

  /// Rounds `scale ·` the weights in some rows, which begin with a multiple of `partRows`.
  func assign(_ matrix: Matrix, rows: Range<Int>, scaledBy scale: Float) {
    let part = matrix[rows: rows]
    weights.assign(part, atRow: rows.lowerBound, scaledBy: scale)
    transposed?.assignTranspose(of: part, atColumn: rows.lowerBound, scaledBy: scale)
  }
}

/// The products of a layer in a training step with bfloat16 factors, and their memory.
///
/// Threads pass ranges of rows of the batch through it. A range begins with an even number.
struct RoundedLayer: Sendable {
  private let weights: RoundedWeights
  /// The input of the layer and the gradient of its output for the whole batch, for the gradient of
  /// the weights.
  private let (input, gradient): (PackedMatrix, PackedMatrix)
  /// Memory for the left side of a product, which the layers of a tower share.
  private let left: BFloat16Rows

  /// Creates the memory of a layer for a batch.
  ///
  /// - Precondition: `left` has a row for each row of the batch and is as wide as input and output.
  init(weights: RoundedWeights, left: BFloat16Rows) {
    self.weights = weights
    self.left = left
    input = PackedMatrix(rows: left.rows, columns: weights.weights.rows)
    gradient = PackedMatrix(rows: left.rows, columns: weights.weights.columns)
  }

  /// Sets `output` to the product of some rows of the input with the weights, and keeps the input.
  func run(rows range: Range<Int>, of input: Matrix, to output: inout some WritableRows) {
    let left = left[rows: range].prefix(columns: input.columns)
    left.assign(input)
    self.input.assign(input, atRow: range.lowerBound)
    output.assignProduct(of: left, and: weights.weights.all)
  }

  /// Keeps `scale ·` the gradient of some rows of the output.
  func keep(_ gradient: Matrix, rows range: Range<Int>, scaledBy scale: Float = 1) {
    self.gradient.assign(gradient, atRow: range.lowerBound, scaledBy: scale)
  }

  /// Sets the gradient of some rows of the input to that of the output times the transposed
  /// weights, or adds it.
  ///
  /// - Precondition: the layer propagates back.
  func runBack(
    rows range: Range<Int>, from gradient: Matrix, into inputGradient: inout some WritableRows,
    adding: Bool = false
  ) {
    guard let transposed = weights.transposed else {
      preconditionFailure("the weights are not packed for the way back")
    }
    let left = left[rows: range].prefix(columns: gradient.columns)
    left.assign(gradient)
    inputGradient.assignProduct(of: left, and: transposed.all, adding: adding)
  }

  /// Sets some rows of the gradient of the weights, or adds them, from what was kept for some rows
  /// of the batch.
  func setGradient(
    rows range: Range<Int>, from batchRows: Range<Int>,
    to weightGradient: inout some WritableRows, adding: Bool = false
  ) {
    weightGradient.assignProduct(
      ofTransposed: input[rows: batchRows, columns: range],
      and: gradient[rows: batchRows, columns: 0..<gradient.columns], adding: adding)
  }
}
