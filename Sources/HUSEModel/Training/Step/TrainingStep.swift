/// The memory of a training step: activations, gradients and outputs of the batch, reused in every
/// step.
package final class TrainingStep {
  private let passes: ByModality<TowerPass>
  /// A matrix, like the gradients, because a loss or an optimizer may keep its arguments; the next
  /// step then writes elsewhere.
  private var embeddings: Matrix
  private var logits: Matrix
  private var gradient: BatchGradient
  /// Copies of features that cannot be used in place.
  private var copies = ByModality<UnsafeSharedRows?>(image: nil, text: nil)
  private var labels: [Int32]
  /// The seeds of dropout for each layer.
  private var seeds = ByModality<[UInt64]>(image: [], text: [])
  /// The zeros that the dropout of features needs, if there is any.
  private let zeros: ByModality<Matrix>
  private let layout: ParameterLayout
  private let weightBlocks: [WeightGradientBlock]
  /// The gradient of each parameter, in the order of `layout`.
  private var gradients: [Matrix]
  /// The products with bfloat16 factors, or `nil` for factors of 32 bits.
  private let rounded: RoundedProducts?
  /// The division of the batch among ranks, or `nil` if this process has all of it.
  private let shard: BatchShard?
  /// The gradients over all ranks, with a division.
  private let rankGradients: RankGradients?
  /// The pairs of the batch whose towers this rank computes.
  private let own: Range<Int>

  /// The number of pairs of a batch.
  package let pairCount: Int

  package init(
    for model: SharedEmbedding, pairCount: Int, precision: Precision = .float32,
    distribution: DistributedTraining? = nil
  ) {
    self.pairCount = pairCount
    let shard = distribution?.shard(ofPairs: pairCount)
    self.shard = shard
    rankGradients = shard.map { RankGradients(of: model, shard: $0) }
    let own = shard?.ownPairs ?? 0..<pairCount
    self.own = own
    let rounded =
      precision == .bfloat16 ? RoundedProducts(for: model, pairCount: own.count) : nil
    self.rounded = rounded
    embeddings = Matrix(rows: 2 * pairCount, columns: model.towerDimension)
    logits = Matrix(rows: 2 * pairCount, columns: model.classCount)
    passes = ByModality(
      image: TowerPass(
        of: model.imageTower, rows: own.count, rounded: rounded?.towers.image,
        firstRow: own.lowerBound),
      text: TowerPass(
        of: model.textTower, rows: own.count, rounded: rounded?.towers.text,
        firstRow: own.lowerBound))
    gradient = BatchGradient(
      rows: 2 * pairCount, dimension: model.towerDimension, classCount: model.classCount)
    labels = [Int32](repeating: 0, count: 2 * pairCount)
    layout = model.parameterLayout
    gradients = model.parameterShapes.map { Matrix(rows: $0.rows, columns: $0.columns) }
    func zeros(of tower: Tower) -> Matrix {
      Matrix(rows: 1, columns: tower.inputDropout > 0 ? tower.inputDimension : 0)
    }
    self.zeros = ByModality(image: zeros(of: model.imageTower), text: zeros(of: model.textTower))
    weightBlocks = WeightGradientBlock.all(of: model, threads: Parallel.threadCount)
  }

  /// The gradient of a parameter, by its position in the model's `parameterLayout`.
  package func parameterGradient(_ position: Int) -> Matrix { gradients[position] }

  /// The norm of the gradient of all parameters together.
  var gradientNorm: Double { Kernels.best.sumOfSquares(gradients).squareRoot() }

  /// The pairs of the last batch with an embedding or a logit that is not finite.
  var nonFinitePairs: [Int] {
    (0..<pairCount).filter { pair in
      [pair, pair + pairCount].contains { row in
        embeddings[rows: row..<row + 1].firstNonFinite != nil
          || logits[rows: row..<row + 1].firstNonFinite != nil
      }
    }
  }

  /// Computes the loss of a batch and the gradients of all parameters.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - pairs: contain the pairs of the batch, or this rank's share of them.
  ///   - rows: the rows of these in `pairs`; by default all rows, in order.
  ///   - batchLabels: the labels of the whole batch; by default those of the rows.
  ///   - loss: what is minimised.
  ///   - penalty: the layers whose weights are kept small.
  ///   - generator: the seeds of dropout.
  /// - Returns: the loss of the batch, with its terms.
  /// - Throws: `HUSEError.communicationFailed` if ranks share the batch.
  package func run(
    _ model: SharedEmbedding, on pairs: PairedFeatures, rows: ArraySlice<Int>? = nil,
    batchLabels: [Int32]? = nil, minimizing loss: some Loss, penalty: L2Penalty?,
    using generator: inout SplitMix64
  ) throws(HUSEError) -> LossValue {
    prepareLabels(of: pairs, rows: rows, batchLabels)
    seeds.image = Self.seeds(for: model.imageTower, using: &generator)
    seeds.text = Self.seeds(for: model.textTower, using: &generator)
    let inputs = ByModality(
      image: BatchInput(
        pairs.images, rows: rows, scaling: model.imageTower.inputScaling,
        dropout: inputDropout(of: model.imageTower, zeros.image, using: &generator),
        firstRow: own.lowerBound, copies: &copies.image),
      text: BatchInput(
        pairs.texts, rows: rows, scaling: model.textTower.inputScaling,
        dropout: inputDropout(of: model.textTower, zeros.text, using: &generator),
        firstRow: own.lowerBound, copies: &copies.text))
    rounded?.pack(model)
    runForward(model, on: inputs)
    try gatherOutputs()
    gradient.setToZero()
    var value = loss.accumulate(
      BatchOutput(
        embeddings: embeddings, logits: logits, labels: labels,
        similarityScale: model.similarityScale,
        precision: rounded == nil ? .float32 : .bfloat16, shard: shard), scaledBy: 1,
      into: &gradient)
    if let failure = gradient.failure { throw failure }
    try runBack(model, on: inputs)
    if model.similarity != nil {
      let (logScale, bias) = (
        layout.position(of: .logScale, in: .similarity), layout.position(of: .bias, in: .similarity)
      )
      gradients[logScale][0, 0] = gradient.similarityLogScale
      gradients[bias][0, 0] = gradient.similarityBias
    }
    if let penalty { value.terms.append(add(penalty, of: model)) }
    return value
  }

  private func prepareLabels(
    of pairs: PairedFeatures, rows: ArraySlice<Int>?, _ batchLabels: [Int32]?
  ) {
    for position in 0..<pairCount {
      if let batchLabels {
        labels[position] = batchLabels[position]
      } else {
        let row = rows.map { $0[$0.startIndex + position] } ?? position
        labels[position] = Int32(pairs.labels[row])
      }
      labels[position + pairCount] = labels[position]
    }
  }

  /// Gives every rank the embeddings and logits of the whole batch.
  private func gatherOutputs() throws(HUSEError) {
    guard let shard, shard.communicator.size > 1 else { return }
    let counts = shard.blocks.rowCounts
    for start in [0, pairCount] {
      let rows = start..<start + pairCount
      var part = UnsafeSharedRows(&embeddings)[rows: rows]
      try part.allGather(counts: counts, over: shard.communicator)
      part = UnsafeSharedRows(&logits)[rows: rows]
      try part.allGather(counts: counts, over: shard.communicator)
    }
  }

  /// Draws the seeds of dropout for each layer.
  private static func seeds(for tower: Tower, using generator: inout SplitMix64) -> [UInt64] {
    tower.layers.indices.map { layer in
      let drops = layer < tower.layers.count - 1 && tower.dropout > 0
      return drops ? generator.next() : 0
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
  /// Each range packs the weights again, so there are only enough ranges for every thread to get
  /// one of images and one of texts.
  private var rowsOfPart: Int {
    // With other ranks the bits must not depend on the number of threads.
    if let shard { return shard.blocks.blockSize }
    let parts = max(Parallel.threadCount, 2)
    return (max(pairCount / parts, 1) + 15) / 16 * 16
  }

  /// Calls `body` with parts of this rank's share of the batch, for both modalities, on all
  /// threads.
  ///
  /// `rows` are the pairs of the part in the share, and `stacked` are their rows among the N images
  /// and N texts of the batch.
  private func forEachPart(
    _ body: @Sendable (_ modality: Modality, _ rows: Range<Int>, _ stacked: Range<Int>) -> Void
  ) {
    let (size, count) = (rowsOfPart, own.count)
    let (firstImage, firstText) = (own.lowerBound, own.lowerBound + pairCount)
    let parts = (count + size - 1) / size
    Parallel.forEach(2 * parts) { index in
      let start = index / 2 * size
      let rows = start..<min(start + size, count)
      let isText = index % 2 == 1
      body(isText ? .text : .image, rows, rows.offset(by: isText ? firstText : firstImage))
    }
  }

  private func runForward(_ model: SharedEmbedding, on inputs: ByModality<BatchInput>) {
    let (passes, seeds, rounded) = (passes, seeds, rounded)
    let (embeddings, logits) = (UnsafeSharedRows(&embeddings), UnsafeSharedRows(&logits))
    forEachPart { modality, rows, stacked in
      passes[modality].run(
        model.tower(modality), rows: rows, of: inputs[modality].prepared(rows: rows),
        to: embeddings[rows: stacked], seeds: seeds[modality])
      var part = logits[rows: stacked]
      model.classifier(modality).assignLogits(
        of: embeddings[rows: stacked].matrix, to: &part,
        rounded: rounded.map { ($0.classifiers[modality], rows) })
    }
  }

  private func runBack(
    _ model: SharedEmbedding, on inputs: ByModality<BatchInput>
  ) throws(HUSEError) {
    let (passes, rounded) = (passes, rounded)
    let (embeddings, logits) = (embeddings, logits)
    let (embeddingGradient, logitGradient) = (gradient.embeddings, gradient.logits)
    forEachPart { modality, rows, stacked in
      passes[modality].runBack(
        model.tower(modality), rows: rows, embeddings: embeddings[rows: stacked]
      ) { target in
        target.assign(embeddingGradient[rows: stacked])
        model.classifier(modality).runBack(
          from: logitGradient[rows: stacked], into: &target,
          rounded: rounded.map { ($0.classifiers[modality], rows) })
      }
    }
    let layers = LayerGradients(
      model: model, passes: passes,
      inputs: ByModality(image: inputs.image.matrix, text: inputs.text.matrix), rounded: rounded,
      embeddings: embeddings, logits: logits, logitGradient: logitGradient, own: own)
    guard let rankGradients else { return setGradients(layers) }
    try rankGradients.run(layers, into: &gradients)
  }

  private func setGradients(_ layers: LayerGradients) {
    let (blocks, layout, pairs) = (weightBlocks, layout, 0..<pairCount)
    let gradients = gradients.indices.map { UnsafeSharedRows(&self.gradients[$0]) }
    Parallel.forEach(blocks.count) { index in
      let part = GradientPart(of: blocks[index]) { parameter in
        layout.position(parameter).map { gradients[$0] }
      }
      layers.set(blocks[index], from: pairs, to: part)
    }
  }

  private func add(_ penalty: L2Penalty, of model: SharedEmbedding) -> LossTerm {
    var sum = 0.0
    for (layer, strength) in penalty.strengths(for: layout) {
      let weights = model[ParameterIdentifier(layer, .weights)]
      sum += Double(strength) * Kernels.best.sumOfSquares(weights)
      gradients[layout.position(of: .weights, in: layer)].add(weights, scaledBy: 2 * strength)
    }
    return LossTerm(name: "l2", value: sum)
  }
}
