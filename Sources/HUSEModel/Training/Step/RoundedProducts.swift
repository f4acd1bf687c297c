/// The products of a training step with bfloat16 factors: the layers of a model, and their memory.
struct RoundedProducts: Sendable {
  /// The layers of the towers.
  let towers: ByModality<[RoundedLayer]>
  /// The classifier of each modality, for the N rows of its embeddings.
  let classifiers: ByModality<RoundedLayer>
  /// The weights that are packed, in the order of `matrices(of:)`.
  private let weights: [RoundedWeights]
  /// The parts of all weights, which threads pack one after another.
  private let parts: [(index: Int, rows: Range<Int>)]

  init(for model: SharedEmbedding, pairCount: Int) {
    func weights(of tower: Tower) -> [RoundedWeights] {
      tower.layers.enumerated().map { index, layer in
        RoundedWeights(
          inputs: layer.inputDimension, outputs: layer.outputDimension, propagatesBack: index > 0)
      }
    }
    func classifier(_ modality: Modality) -> RoundedWeights {
      RoundedWeights(
        inputs: model.towerDimension, outputs: model.classifier(modality).classCount,
        propagatesBack: true)
    }
    let images = weights(of: model.imageTower)
    let texts = weights(of: model.textTower)
    let imageClassifier = classifier(.image)
    let textClassifier = model.textClassifier == nil ? imageClassifier : classifier(.text)

    func left(_ weights: [RoundedWeights]) -> BFloat16Rows {
      let widths = weights.flatMap { [$0.weights.rows, $0.weights.columns] }
      return BFloat16Rows(rows: pairCount, columns: widths.max() ?? 0)
    }
    let (imageLeft, textLeft) = (left(images + [imageClassifier]), left(texts + [textClassifier]))
    towers = ByModality(
      image: images.map { RoundedLayer(weights: $0, left: imageLeft) },
      text: texts.map { RoundedLayer(weights: $0, left: textLeft) })
    classifiers = ByModality(
      image: RoundedLayer(weights: imageClassifier, left: imageLeft),
      text: RoundedLayer(weights: textClassifier, left: textLeft))
    self.weights =
      images + texts + [imageClassifier] + (model.textClassifier == nil ? [] : [textClassifier])
    parts = self.weights.enumerated().flatMap { index, weights in
      let (count, size) = (weights.weights.rows, RoundedWeights.partRows)
      return stride(from: 0, to: count, by: size).map { (index, $0..<min($0 + size, count)) }
    }
  }

  /// Rounds all weights of the model.
  func pack(_ model: SharedEmbedding) {
    let matrices = Self.matrices(of: model)
    let (weights, parts) = (weights, parts)
    Parallel.forEach(parts.count) { part in
      let (index, rows) = parts[part]
      weights[index].assign(matrices[index].weights, rows: rows, scaledBy: matrices[index].scale)
    }
  }

  /// The weights and the factors that they are multiplied by.
  private static func matrices(of model: SharedEmbedding) -> [(weights: Matrix, scale: Float)] {
    let layers = model.imageTower.layers + model.textTower.layers
    let classifiers = [model.classifier] + (model.textClassifier.map { [$0] } ?? [])
    return layers.map { ($0.weights, 1) } + classifiers.map { ($0.weights, $0.logitScale.value) }
  }
}
