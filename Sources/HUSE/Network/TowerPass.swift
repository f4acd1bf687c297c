/// One training pass through a tower, forward and back, in memory that is used again for the next.
///
/// `callAsFunction` of the tower cannot drop anything out and keeps nothing; this keeps what the way
/// back needs.
struct TowerPass: Sendable {
  /// The features of the batch, scaled.
  var input: Matrix
  /// The output of each layer; the last one has unit rows.
  private(set) var outputs: [Matrix]
  /// The lengths of the last layer's rows before normalisation.
  private var norms: Matrix
  /// ∂L/∂ the output of each layer, before its activation once the way back has passed it.
  private var gradients: [Matrix]

  /// The embeddings of the batch, `[rows × outputDimension]`.
  var embeddings: Matrix { outputs[outputs.count - 1] }

  init(of tower: Tower, rows: Int) {
    input = Matrix(rows: rows, columns: tower.inputDimension)
    outputs = tower.layers.map { Matrix(rows: rows, columns: $0.outputDimension) }
    gradients = outputs.map { Matrix(rows: rows, columns: $0.columns) }
    norms = Matrix(rows: 1, columns: rows)
  }

  /// Runs the rows of `features` at `indices` through the tower, dropping hidden values out.
  mutating func run(
    _ tower: Tower, on features: Matrix, rowsAt indices: ArraySlice<Int>,
    using generator: inout SplitMix64
  ) {
    input.gather(rowsAt: indices, of: features)
    tower.inputScaling?.apply(to: &input)
    let last = tower.layers.count - 1
    for (index, layer) in tower.layers.enumerated() {
      outputs[index].assignProduct(of: index == 0 ? input : outputs[index - 1], and: layer.weights)
      let dropout = index == last ? 0 : tower.dropout
      Kernels.best.addBias(
        layer.bias, to: &outputs[index], rectifying: tower.rectifies(index), dropout: dropout,
        seed: dropout > 0 ? generator.next() : 0)
    }
    Kernels.best.normalizeRows(of: &outputs[last], norms: &norms)
  }

  /// Takes ∂L/∂embeddings back through the tower.
  ///
  /// - Parameters:
  ///   - embeddingGradient: `[rows × outputDimension]`.
  ///   - parameterGradients: set to ∂L/∂W and ∂L/∂b of each layer in turn, from `first` on.
  mutating func runBack(
    _ tower: Tower, from embeddingGradient: Matrix, into parameterGradients: inout [Matrix],
    first: Int
  ) {
    let last = tower.layers.count - 1
    gradients[last].setToZero()
    gradients[last].add(embeddingGradient, scaledBy: 1)
    Kernels.best.normalizeRowsBackward(&gradients[last], output: outputs[last], norms: norms)
    for index in stride(from: last, through: 0, by: -1) {
      if tower.rectifies(index) {
        let kept = index == last ? 1 : 1 - tower.dropout
        Kernels.best.rectifyBackward(&gradients[index], output: outputs[index], scale: 1 / kept)
      }
      Kernels.best.sumColumns(
        of: gradients[index], into: &parameterGradients[first + 2 * index + 1])
      parameterGradients[first + 2 * index].assignProduct(
        of: index == 0 ? input : outputs[index - 1], and: gradients[index], transposingFirst: true)
      if index > 0 {
        gradients[index - 1].assignProduct(
          of: gradients[index], and: tower.layers[index].weights, transposingSecond: true)
      }
    }
  }
}
