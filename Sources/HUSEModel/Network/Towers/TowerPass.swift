/// The memory of a training pass through a tower, forward and back, reused for the next pass.
///
/// Inference keeps nothing; a pass keeps what the backward pass needs. Rows of a batch do not
/// depend on each other, so threads pass ranges of them through all layers. The gradients of the
/// weights, which are sums over all rows, are computed afterwards.
struct TowerPass: Sendable {
  /// The output of each hidden layer.
  private let outputs: [UnsafeSharedRows]
  /// The lengths of the rows of the last layer before normalisation, `[rows × 1]`.
  private let norms: UnsafeSharedRows
  /// The gradient of the output of each layer; after the backward pass, the gradient of the input
  /// of its activation.
  private let gradients: [UnsafeSharedRows]
  /// The layers with bfloat16 factors, or `nil` for factors of 32 bits.
  private let rounded: [RoundedLayer]?

  /// The number of the first row in the batch that the seeds of dropout belong to.
  private let firstRow: Int

  /// The gradient of the embeddings, where the backward pass begins.
  private var embeddingGradient: UnsafeSharedRows { gradients[gradients.count - 1] }

  init(of tower: Tower, rows: Int, rounded: [RoundedLayer]? = nil, firstRow: Int = 0) {
    self.rounded = rounded
    self.firstRow = firstRow
    outputs = tower.layers.dropLast().map {
      UnsafeSharedRows(rows: rows, columns: $0.outputDimension)
    }
    gradients = tower.layers.map { UnsafeSharedRows(rows: rows, columns: $0.outputDimension) }
    norms = UnsafeSharedRows(rows: rows, columns: 1)
  }

  /// Passes some rows of the batch through the tower, with dropout.
  ///
  /// - Parameters:
  ///   - tower: the tower.
  ///   - range: the rows of the batch.
  ///   - input: their features, scaled.
  ///   - embeddings: receive the output of the last layer, in unit rows.
  ///   - seeds: the seed of dropout for each layer.
  func run(
    _ tower: Tower, rows range: Range<Int>, of input: Matrix, to embeddings: UnsafeSharedRows,
    seeds: [UInt64]
  ) {
    var norms = norms[rows: range]
    _ = tower.run(
      input, dropout: Tower.LayerDropout(seeds: seeds, firstRow: firstRow + range.lowerBound),
      norms: &norms,
      memory: { $0 < outputs.count ? outputs[$0][rows: range] : embeddings }, values: \.matrix,
      multiply: rounded.map { layers in
        { layers[$0].run(rows: range, of: $1, to: &$2) }
      })
  }

  /// Propagates ∂L/∂embeddings of some rows of the batch back to the first layer.
  ///
  /// - Parameters:
  ///   - tower: the tower.
  ///   - range: the rows of the batch.
  ///   - embeddings: the embeddings of these rows.
  ///   - setGradient: sets ∂L/∂embeddings of these rows.
  func runBack(
    _ tower: Tower, rows range: Range<Int>, embeddings: Matrix,
    setGradient: (inout UnsafeSharedRows) -> Void
  ) {
    let last = tower.layers.count - 1
    var gradient = embeddingGradient[rows: range]
    setGradient(&gradient)
    Kernels.best.normalizeRowsBackward(
      &gradient, output: embeddings, norms: norms[rows: range].matrix)
    for index in stride(from: last, through: 0, by: -1) {
      if tower.rectifies(index) {
        Kernels.best.rectifyBackward(
          &gradient, output: index == last ? embeddings : outputs[index][rows: range].matrix,
          scale: index == last ? 1 : 1 / (1 - tower.dropout))
      }
      rounded?[index].keep(gradient.matrix, rows: range)
      guard index > 0 else { return }
      var next = gradients[index - 1][rows: range]
      if let rounded {
        rounded[index].runBack(rows: range, from: gradient.matrix, into: &next)
      } else {
        next.assignProduct(
          of: gradient.matrix, and: tower.layers[index].weights, transposingSecond: true)
      }
      gradient = next
    }
  }

  /// Sets some rows of ∂L/∂W of a layer, and with the first row also ∂L/∂b, from some rows
  /// of the batch.
  ///
  /// `input` holds the scaled features of the whole batch.
  func setGradient(
    ofLayer index: Int, rows range: Range<Int>, of input: Matrix, from batchRows: Range<Int>,
    to part: GradientPart
  ) {
    let input = index == 0 ? input : outputs[index - 1].matrix
    let gradient = gradients[index].matrix
    var weights = part.weights
    if let rounded {
      rounded[index].setGradient(rows: range, from: batchRows, to: &weights)
    } else {
      weights.assignProduct(
        of: MatrixBlock(input, rows: batchRows, columns: range),
        and: MatrixBlock(gradient, rows: batchRows, columns: 0..<gradient.columns),
        transposingFirst: true)
    }
    if var bias = part.bias {
      Kernels.best.sumColumns(of: gradient[rows: batchRows], into: &bias)
    }
  }
}
