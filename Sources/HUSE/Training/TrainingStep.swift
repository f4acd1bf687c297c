/// The memory of one training step: activations, gradients and the batch's outputs, used again
/// step after step.
package final class TrainingStep {
  private let imagePass: TowerPass
  private let textPass: TowerPass
  private let embeddings: SharedRows
  private let logits: SharedRows
  private var gradient: BatchGradient
  private var rows: [Int] = []
  private var sortKeys: [Int] = []
  private var labels: [Int32]
  private var seeds: [UInt64] = []
  private let weightParts: [WeightPart]
  /// ∂L/∂ each parameter, in the order of `SharedEmbedding.parameterShapes`.
  private let gradients: [SharedRows]

  /// The number of pairs of a batch.
  package let pairCount: Int

  package init(for model: SharedEmbedding, pairCount: Int) {
    self.pairCount = pairCount
    embeddings = SharedRows(rows: 2 * pairCount, columns: model.dimension)
    logits = SharedRows(rows: 2 * pairCount, columns: model.classCount)
    imagePass = TowerPass(of: model.imageTower, embeddings: embeddings[rows: 0..<pairCount])
    textPass = TowerPass(
      of: model.textTower, embeddings: embeddings[rows: pairCount..<2 * pairCount])
    gradient = BatchGradient(
      rows: 2 * pairCount, dimension: model.dimension, classCount: model.classCount)
    labels = [Int32](repeating: 0, count: 2 * pairCount)
    gradients = model.parameterShapes.map { SharedRows(rows: $0.rows, columns: $0.columns) }
    weightParts = WeightPart.all(of: model)
  }

  /// ∂L/∂ a parameter, by its position in `SharedEmbedding.parameterShapes`.
  package func parameterGradient(_ index: Int) -> Matrix { gradients[index].matrix }

  /// The length of the gradient of all parameters together.
  var gradientNorm: Double {
    gradients.reduce(0) { $0 + Kernels.best.sumOfSquares($1.matrix) }.squareRoot()
  }

  /// Computes the loss of a batch and the gradients of all parameters.
  package func run(
    _ model: SharedEmbedding, on pairs: PairedFeatures, rows: ArraySlice<Int>,
    minimizing loss: some Loss, penalty: L2Penalty?, using generator: inout SplitMix64
  ) -> LossValue {
    prepare(model, pairs, rows, classOrder: loss.classOrder, using: &generator)
    runForward(model, on: pairs)
    gradient.setToZero()
    var value = loss.accumulate(
      BatchOutput(
        embeddings: embeddings.matrix, logits: logits.matrix, labels: labels,
        similarityScale: model.similarityScale), scaledBy: 1, into: &gradient)
    runBack(model)
    if model.similarity != nil {
      for (index, value) in [gradient.similarityLogScale, gradient.similarityBias].enumerated() {
        var target = gradients[model.firstSimilarityParameter + index]
        target.withUnsafeMutableBufferPointer { $0[0] = value }
      }
    }
    if let penalty { value.terms.append(add(penalty, of: model)) }
    return value
  }

  /// Puts the rows in order and draws the seeds of dropout.
  private func prepare(
    _ model: SharedEmbedding, _ pairs: PairedFeatures, _ rows: ArraySlice<Int>,
    classOrder: [Int]?, using generator: inout SplitMix64
  ) {
    self.rows.removeAll(keepingCapacity: true)
    if let classOrder {
      // Those of a class stay in the order of the batch, wherever its rows lie in memory.
      sortKeys.removeAll(keepingCapacity: true)
      for (position, row) in rows.enumerated() {
        sortKeys.append(classOrder[pairs.labels[row]] << 32 | position)
      }
      sortKeys.sort()
      self.rows.append(contentsOf: sortKeys.lazy.map { rows[rows.startIndex + ($0 & 0xFFFF_FFFF)] })
    } else {
      self.rows.append(contentsOf: rows)
    }
    for (position, row) in self.rows.enumerated() {
      labels[position] = Int32(pairs.labels[row])
      labels[position + pairCount] = labels[position]
    }
    seeds.removeAll(keepingCapacity: true)
    for tower in [model.imageTower, model.textTower] {
      for layer in tower.layers.indices {
        let drops = layer < tower.layers.count - 1 && tower.dropout > 0
        seeds.append(drops ? generator.next() : 0)
      }
    }
  }

  /// A range of a batch's rows that a thread takes through all layers. Each range packs the weights
  /// anew: no more of them than give every thread one of images and one of texts.
  private var rowsOfPart: Int {
    let parts = max(Parallel.threadCount, 2)
    return (max(pairCount / parts, 1) + 15) / 16 * 16
  }

  /// Calls `body` with parts of the batch of both kinds, on all threads.
  private func forEachPart(_ body: @Sendable (_ ofTexts: Bool, _ rows: Range<Int>) -> Void) {
    let (size, count) = (rowsOfPart, pairCount)
    let parts = (count + size - 1) / size
    Parallel.forEach(2 * parts) { index in
      let start = index / 2 * size
      body(index % 2 == 1, start..<min(start + size, count))
    }
  }

  private func runForward(_ model: SharedEmbedding, on pairs: PairedFeatures) {
    let (imagePass, textPass, embeddings, logits) = (imagePass, textPass, embeddings, logits)
    let (indices, seeds, pairCount) = (rows, seeds, pairCount)
    let imageLayers = model.imageTower.layers.count
    forEachPart { ofTexts, range in
      if ofTexts {
        textPass.run(
          model.textTower, rows: range, of: pairs.texts, at: indices, seeds: seeds[imageLayers...])
      } else {
        imagePass.run(
          model.imageTower, rows: range, of: pairs.images, at: indices, seeds: seeds[...])
      }
      let stacked = range.offset(by: ofTexts ? pairCount : 0)
      var part = logits[rows: stacked]
      model.classifier(ofTexts: ofTexts).assignLogits(
        of: embeddings[rows: stacked].matrix, to: &part)
    }
  }

  private func runBack(_ model: SharedEmbedding) {
    let (imagePass, textPass, pairCount) = (imagePass, textPass, pairCount)
    let (embeddingGradient, logitGradient) = (gradient.embeddings, gradient.logits)
    forEachPart { ofTexts, range in
      let stacked = range.offset(by: ofTexts ? pairCount : 0)
      let (pass, tower) =
        ofTexts ? (textPass, model.textTower) : (imagePass, model.imageTower)
      pass.runBack(tower, rows: range) { target in
        target.assign(embeddingGradient[rows: stacked])
        model.classifier(ofTexts: ofTexts).runBack(
          from: logitGradient[rows: stacked], into: &target)
      }
    }
    let (parts, gradients) = (weightParts, gradients)
    let (embeddings, logits) = (embeddings.matrix, logits.matrix)
    Parallel.forEach(parts.count) { index in
      let part = parts[index]
      switch part.owner {
      case .imageTower(let layer), .textTower(let layer):
        let pass = if case .imageTower = part.owner { imagePass } else { textPass }
        pass.setGradient(
          ofLayer: layer, rows: part.rows, weights: gradients[part.parameter],
          bias: gradients[part.parameter + 1])
      case .classifier(let rows, let ofTexts):
        model.classifier(ofTexts: ofTexts).setGradient(
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
      var gradient = gradients[index]
      gradient.add(weights, scaledBy: 2 * strength)
    }
    return LossTerm(name: "l2", value: sum)
  }
}

extension Range<Int> {
  fileprivate func offset(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}
