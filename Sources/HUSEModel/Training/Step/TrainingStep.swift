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

  /// The number of pairs of a batch.
  package let pairCount: Int

  package init(for model: SharedEmbedding, pairCount: Int, precision: Precision = .float32) {
    self.pairCount = pairCount
    let rounded =
      precision == .bfloat16 ? RoundedProducts(for: model, pairCount: pairCount) : nil
    self.rounded = rounded
    embeddings = Matrix(rows: 2 * pairCount, columns: model.towerDimension)
    logits = Matrix(rows: 2 * pairCount, columns: model.classCount)
    passes = ByModality(
      image: TowerPass(
        of: model.imageTower, rows: pairCount, rounded: rounded?.towers.image),
      text: TowerPass(of: model.textTower, rows: pairCount, rounded: rounded?.towers.text))
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

  /// Computes the loss of a batch and the gradients of all parameters.
  ///
  /// `rows` are the pairs of the batch; by default all pairs, in order.
  package func run(
    _ model: SharedEmbedding, on pairs: PairedFeatures, rows: ArraySlice<Int>? = nil,
    minimizing loss: some Loss, penalty: L2Penalty?, using generator: inout SplitMix64
  ) -> LossValue {
    prepareLabels(of: pairs, rows: rows)
    seeds.image = Self.seeds(for: model.imageTower, using: &generator)
    seeds.text = Self.seeds(for: model.textTower, using: &generator)
    let inputs = ByModality(
      image: BatchInput(
        pairs.images, rows: rows, scaling: model.imageTower.inputScaling,
        dropout: inputDropout(of: model.imageTower, zeros.image, using: &generator),
        copies: &copies.image),
      text: BatchInput(
        pairs.texts, rows: rows, scaling: model.textTower.inputScaling,
        dropout: inputDropout(of: model.textTower, zeros.text, using: &generator),
        copies: &copies.text))
    rounded?.pack(model)
    runForward(model, on: inputs)
    gradient.setToZero()
    var value = loss.accumulate(
      BatchOutput(
        embeddings: embeddings, logits: logits, labels: labels,
        similarityScale: model.similarityScale,
        precision: rounded == nil ? .float32 : .bfloat16), scaledBy: 1, into: &gradient)
    runBack(model, on: inputs)
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

  private func prepareLabels(of pairs: PairedFeatures, rows: ArraySlice<Int>?) {
    for position in 0..<pairCount {
      let row = rows.map { $0[$0.startIndex + position] } ?? position
      labels[position] = Int32(pairs.labels[row])
      labels[position + pairCount] = labels[position]
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
    let parts = max(Parallel.threadCount, 2)
    return (max(pairCount / parts, 1) + 15) / 16 * 16
  }

  /// Calls `body` with parts of the batch, for both modalities, on all threads.
  ///
  /// `rows` are the pairs of the part, and `stacked` are their rows among the N images and N texts
  /// of the batch.
  private func forEachPart(
    _ body: @Sendable (_ modality: Modality, _ rows: Range<Int>, _ stacked: Range<Int>) -> Void
  ) {
    let (size, count) = (rowsOfPart, pairCount)
    let parts = (count + size - 1) / size
    Parallel.forEach(2 * parts) { index in
      let start = index / 2 * size
      let rows = start..<min(start + size, count)
      let isText = index % 2 == 1
      body(isText ? .text : .image, rows, isText ? rows.offset(by: count) : rows)
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

  private func runBack(_ model: SharedEmbedding, on inputs: ByModality<BatchInput>) {
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
    let (blocks, layout) = (weightBlocks, layout)
    let gradients = gradients.indices.map { UnsafeSharedRows(&self.gradients[$0]) }
    let (images, texts) = (0..<pairCount, pairCount..<2 * pairCount)
    Parallel.forEach(blocks.count) { index in
      let block = blocks[index]
      func gradient(_ role: ParameterIdentifier.Role) -> UnsafeSharedRows {
        gradients[layout.position(of: role, in: block.layer)]
      }
      func setGradient(
        of classifier: Classifier, rows: Range<Int>, for modalities: [Modality]
      ) {
        classifier.setGradient(
          rows: block.rows, embeddings: embeddings[rows: rows], logits: logits[rows: rows],
          logitGradient: logitGradient[rows: rows], weights: gradient(.weights),
          bias: gradient(.bias), logScale: classifier.logScale.map { _ in gradient(.logScale) },
          rounded: rounded.map { rounded in modalities.map { rounded.classifiers[$0] } } ?? [])
      }
      switch block.layer {
      case .tower(let modality, let layer):
        passes[modality].setGradient(
          ofLayer: layer, rows: block.rows, of: inputs[modality].matrix,
          weights: gradient(.weights), bias: gradient(.bias))
      case .classifier:
        let isShared = model.textClassifier == nil
        setGradient(
          of: model.classifier, rows: isShared ? images.lowerBound..<texts.upperBound : images,
          for: isShared ? [.image, .text] : [.image])
      case .textClassifier:
        setGradient(of: model.classifier(.text), rows: texts, for: [.text])
      case .similarity:
        preconditionFailure("a similarity scale has no weights")
      }
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
