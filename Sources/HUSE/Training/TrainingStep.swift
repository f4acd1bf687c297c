/// The memory of one training step: activations, gradients and the batch's outputs, used again
/// step after step.
package struct TrainingStep: Sendable {
  private var imagePass: TowerPass
  private var textPass: TowerPass
  private var embeddings: Matrix
  private var logits: Matrix
  private var gradient: BatchGradient
  private var labels: [Int32]
  /// ∂L/∂ each parameter, in the order of `SharedEmbedding.parameterShapes`.
  package private(set) var parameterGradients: [Matrix]

  /// The number of pairs of a batch.
  package let pairCount: Int

  package init(for model: SharedEmbedding, pairCount: Int) {
    self.pairCount = pairCount
    imagePass = TowerPass(of: model.imageTower, rows: pairCount)
    textPass = TowerPass(of: model.textTower, rows: pairCount)
    embeddings = Matrix(rows: 2 * pairCount, columns: model.dimension)
    logits = Matrix(rows: 2 * pairCount, columns: model.classCount)
    gradient = BatchGradient(
      rows: 2 * pairCount, dimension: model.dimension, classCount: model.classCount)
    labels = [Int32](repeating: 0, count: 2 * pairCount)
    parameterGradients = model.parameterShapes.map { Matrix(rows: $0.rows, columns: $0.columns) }
  }

  /// Computes the loss of a batch and the gradients of all parameters.
  package mutating func run(
    _ model: SharedEmbedding, on pairs: PairedFeatures, rows: ArraySlice<Int>,
    minimizing loss: some Loss, penalty: L2Penalty?, using generator: inout SplitMix64
  ) -> LossValue {
    imagePass.run(model.imageTower, on: pairs.images, rowsAt: rows, using: &generator)
    textPass.run(model.textTower, on: pairs.texts, rowsAt: rows, using: &generator)
    embeddings.setToZero()
    embeddings.add(imagePass.embeddings, scaledBy: 1)
    embeddings.add(textPass.embeddings, scaledBy: 1, atRow: pairCount)
    model.assignLogits(of: embeddings, to: &logits)
    for (position, row) in rows.enumerated() {
      labels[position] = Int32(pairs.labels[row])
      labels[position + pairCount] = labels[position]
    }

    gradient.setToZero()
    var value = loss.accumulate(
      BatchOutput(
        embeddings: embeddings, logits: logits, labels: labels,
        similarityScale: model.similarityScale), scaledBy: 1, into: &gradient)

    model.runClassifiersBack(
      from: &gradient, embeddings: embeddings, logits: logits, into: &parameterGradients)
    imagePass.runBack(
      model.imageTower, from: gradient.embeddings[rows: 0..<pairCount],
      into: &parameterGradients, first: 0)
    textPass.runBack(
      model.textTower, from: gradient.embeddings[rows: pairCount..<2 * pairCount],
      into: &parameterGradients, first: model.firstTextParameter)
    if model.similarity != nil {
      parameterGradients[model.firstSimilarityParameter][0, 0] = gradient.similarityLogScale
      parameterGradients[model.firstSimilarityParameter + 1][0, 0] = gradient.similarityBias
    }
    if let penalty { value.terms.append(add(penalty, of: model)) }
    return value
  }

  private mutating func add(_ penalty: L2Penalty, of model: SharedEmbedding) -> LossTerm {
    var sum = 0.0
    for (weights, strength, index) in penalty.weights(of: model) {
      sum += Double(strength) * Kernels.best.sumOfSquares(weights)
      parameterGradients[index].add(weights, scaledBy: 2 * strength)
    }
    return LossTerm(name: "l2", value: sum)
  }

  /// The length of the gradient of all parameters together.
  var gradientNorm: Double {
    parameterGradients.reduce(0) { $0 + Kernels.best.sumOfSquares($1) }.squareRoot()
  }
}
