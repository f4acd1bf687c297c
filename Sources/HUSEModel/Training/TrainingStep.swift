/// The memory of a training step: activations, gradients and outputs of the batch, reused in every
/// step.
package final class TrainingStep {
  private let imagePass: TowerPass
  private let textPass: TowerPass
  /// Matrices, like the gradients: a loss or an optimizer may keep its arguments, and the next step
  /// then writes elsewhere.
  private var embeddings: Matrix
  private var logits: Matrix
  private var gradient: BatchGradient
  /// Copies of features that cannot be used in place.
  private var copies: (images: UnsafeSharedRows?, texts: UnsafeSharedRows?)
  private var labels: [Int32]
  private var seeds: [UInt64] = []
  /// The zeros that the dropout of features needs, if there is any.
  private let zeros: (images: Matrix, texts: Matrix)
  private let weightParts: [WeightGradientBlock]
  /// The gradient of each parameter, in the order of `SharedEmbedding.parameterShapes`.
  private var gradients: [Matrix]

  /// The number of pairs of a batch.
  package let pairCount: Int

  package init(for model: SharedEmbedding, pairCount: Int) {
    self.pairCount = pairCount
    embeddings = Matrix(rows: 2 * pairCount, columns: model.towerDimension)
    logits = Matrix(rows: 2 * pairCount, columns: model.classCount)
    imagePass = TowerPass(of: model.imageTower, rows: pairCount)
    textPass = TowerPass(of: model.textTower, rows: pairCount)
    gradient = BatchGradient(
      rows: 2 * pairCount, dimension: model.towerDimension, classCount: model.classCount)
    labels = [Int32](repeating: 0, count: 2 * pairCount)
    gradients = model.parameterShapes.map { Matrix(rows: $0.rows, columns: $0.columns) }
    func zeros(of tower: Tower) -> Matrix {
      Matrix(rows: 1, columns: tower.inputDropout > 0 ? tower.inputDimension : 0)
    }
    self.zeros = (zeros(of: model.imageTower), zeros(of: model.textTower))
    weightParts = WeightGradientBlock.all(of: model, threads: Parallel.threadCount)
  }

  /// The gradient of a parameter, by its position in `SharedEmbedding.parameterShapes`.
  package func parameterGradient(_ index: Int) -> Matrix { gradients[index] }

  /// The norm of the gradient of all parameters together.
  var gradientNorm: Double { Kernels.best.sumOfSquares(gradients).squareRoot() }

  /// Computes the loss of a batch and the gradients of all parameters.
  ///
  /// - Parameter rows: the pairs of the batch, by default all in their order.
  package func run(
    _ model: SharedEmbedding, on pairs: PairedFeatures, rows: ArraySlice<Int>? = nil,
    minimizing loss: some Loss, penalty: L2Penalty?, using generator: inout SplitMix64
  ) -> LossValue {
    prepareLabels(of: pairs, rows: rows)
    drawSeeds(for: model, using: &generator)
    let inputs = (
      images: BatchInput(
        pairs.images, rows: rows, scaling: model.imageTower.inputScaling,
        dropout: inputDropout(of: model.imageTower, zeros.images, using: &generator),
        copies: &copies.images),
      texts: BatchInput(
        pairs.texts, rows: rows, scaling: model.textTower.inputScaling,
        dropout: inputDropout(of: model.textTower, zeros.texts, using: &generator),
        copies: &copies.texts)
    )
    runForward(model, on: inputs)
    gradient.setToZero()
    var value = loss.accumulate(
      BatchOutput(
        embeddings: embeddings, logits: logits, labels: labels,
        similarityScale: model.similarityScale), scaledBy: 1, into: &gradient)
    runBack(model, on: inputs)
    if model.similarity != nil {
      for (index, value) in [gradient.similarityLogScale, gradient.similarityBias].enumerated() {
        gradients[model.firstSimilarityParameter + index][0, 0] = value
      }
    }
    if let penalty { value.terms.append(add(penalty, of: model)) }
    return value
  }

  private func prepareLabels(of pairs: PairedFeatures, rows: ArraySlice<Int>?) {
    for position in 0..<pairCount {
      let row = rows.map { $0[$0.startIndex + position] } ?? position
      labels[position] = Int32(pairs.labels[row])
      labels[position + pairCount] = labels[position]
    }
  }

  /// Draws the seeds of dropout for each layer.
  private func drawSeeds(for model: SharedEmbedding, using generator: inout SplitMix64) {
    seeds.removeAll(keepingCapacity: true)
    for tower in [model.imageTower, model.textTower] {
      for layer in tower.layers.indices {
        let drops = layer < tower.layers.count - 1 && tower.dropout > 0
        seeds.append(drops ? generator.next() : 0)
      }
    }
  }

  private func inputDropout(
    of tower: Tower, _ zeros: Matrix, using generator: inout SplitMix64
  ) -> InputDropout? {
    guard tower.inputDropout > 0 else { return nil }
    return InputDropout(share: tower.inputDropout, seed: generator.next(), zeros: zeros)
  }

  /// The number of rows of a batch that a thread passes through all layers.
  ///
  /// Each range packs the weights again, so there are only as many ranges as give every thread one
  /// of images and one of texts.
  private var rowsOfPart: Int {
    let parts = max(Parallel.threadCount, 2)
    return (max(pairCount / parts, 1) + 15) / 16 * 16
  }

  /// Calls `body` with parts of the batch of both modalities, on all threads.
  private func forEachPart(_ body: @Sendable (_ ofTexts: Bool, _ rows: Range<Int>) -> Void) {
    let (size, count) = (rowsOfPart, pairCount)
    let parts = (count + size - 1) / size
    Parallel.forEach(2 * parts) { index in
      let start = index / 2 * size
      body(index % 2 == 1, start..<min(start + size, count))
    }
  }

  private typealias Inputs = (images: BatchInput, texts: BatchInput)

  private func runForward(_ model: SharedEmbedding, on inputs: Inputs) {
    let (imagePass, textPass) = (imagePass, textPass)
    let (embeddings, logits) = (UnsafeSharedRows(&embeddings), UnsafeSharedRows(&logits))
    let (seeds, pairCount) = (seeds, pairCount)
    let imageLayers = model.imageTower.layers.count
    forEachPart { ofTexts, range in
      let stacked = range.offset(by: ofTexts ? pairCount : 0)
      if ofTexts {
        textPass.run(
          model.textTower, rows: range, of: inputs.texts.prepared(rows: range),
          to: embeddings[rows: stacked], seeds: seeds[imageLayers...])
      } else {
        imagePass.run(
          model.imageTower, rows: range, of: inputs.images.prepared(rows: range),
          to: embeddings[rows: stacked], seeds: seeds[...])
      }
      var part = logits[rows: stacked]
      model.classifier(ofTexts ? .text : .image).assignLogits(
        of: embeddings[rows: stacked].matrix, to: &part)
    }
  }

  private func runBack(_ model: SharedEmbedding, on inputs: Inputs) {
    let (imagePass, textPass, pairCount) = (imagePass, textPass, pairCount)
    let (embeddings, logits) = (embeddings, logits)
    let (embeddingGradient, logitGradient) = (gradient.embeddings, gradient.logits)
    forEachPart { ofTexts, range in
      let stacked = range.offset(by: ofTexts ? pairCount : 0)
      let (pass, tower) =
        ofTexts ? (textPass, model.textTower) : (imagePass, model.imageTower)
      pass.runBack(tower, rows: range, embeddings: embeddings[rows: stacked]) { target in
        target.assign(embeddingGradient[rows: stacked])
        model.classifier(ofTexts ? .text : .image).runBack(
          from: logitGradient[rows: stacked], into: &target)
      }
    }
    let parts = weightParts
    let gradients = gradients.indices.map { UnsafeSharedRows(&self.gradients[$0]) }
    Parallel.forEach(parts.count) { index in
      let part = parts[index]
      switch part.owner {
      case .imageTower(let layer):
        imagePass.setGradient(
          ofLayer: layer, rows: part.rows, of: inputs.images.matrix,
          weights: gradients[part.parameter], bias: gradients[part.parameter + 1])
      case .textTower(let layer):
        textPass.setGradient(
          ofLayer: layer, rows: part.rows, of: inputs.texts.matrix,
          weights: gradients[part.parameter], bias: gradients[part.parameter + 1])
      case .classifier(let rows, let ofTexts):
        model.classifier(ofTexts ? .text : .image).setGradient(
          rows: part.rows, embeddings: embeddings[rows: rows.range(in: pairCount)],
          logits: logits[rows: rows.range(in: pairCount)],
          logitGradient: logitGradient[rows: rows.range(in: pairCount)],
          into: gradients[part.parameter...])
      }
    }
  }

  private func add(_ penalty: L2Penalty, of model: SharedEmbedding) -> LossTerm {
    var sum = 0.0
    for (weights, strength, index) in penalty.weights(of: model) {
      sum += Double(strength) * Kernels.best.sumOfSquares(weights)
      gradients[index].add(weights, scaledBy: 2 * strength)
    }
    return LossTerm(name: "l2", value: sum)
  }
}
