/// Computes the gradients of weights, which are sums over the rows of a batch, from what the
/// forward and the backward pass have left.
struct LayerGradients: Sendable {
  let model: SharedEmbedding
  let passes: ByModality<TowerPass>
  /// The scaled features of this rank's pairs.
  let inputs: ByModality<Matrix>
  let rounded: RoundedProducts?
  /// The embeddings of the whole batch.
  let embeddings: Matrix
  /// The logits of the whole batch.
  let logits: Matrix
  /// The gradient of the logits, of which that of this rank's rows is used.
  let logitGradient: Matrix
  /// The pairs of this rank in the batch, the first of which is pair 0 of the passes.
  let own: Range<Int>

  private var pairCount: Int { embeddings.rows / 2 }

  /// Sets the gradient of a block to the sum over some pairs of this rank.
  ///
  /// - Parameters:
  ///   - block: the rows of the weights of a layer.
  ///   - pairs: the pairs, the first of this rank being 0.
  ///   - part: receives the gradient.
  ///   - memory: as large as `part`, for another summand; needed unless the pairs are the batch.
  func set(
    _ block: WeightGradientBlock, from pairs: Range<Int>, to part: GradientPart,
    using memory: GradientPart? = nil
  ) {
    switch block.layer {
    case .tower(let modality, let layer):
      passes[modality].setGradient(
        ofLayer: layer, rows: block.rows, of: inputs[modality], from: pairs, to: part)
    case .classifier where model.textClassifier == nil:
      guard pairs.count < pairCount else {
        return set(block, of: model.classifier, [.image, .text], from: pairs, to: part)
      }
      guard let memory else { preconditionFailure("no memory for the gradient of the texts") }
      set(block, of: model.classifier, [.image], from: pairs, to: part)
      set(block, of: model.classifier, [.text], from: pairs, to: memory)
      part.add(memory)
    case .classifier:
      set(block, of: model.classifier, [.image], from: pairs, to: part)
    case .textClassifier:
      set(block, of: model.classifier(.text), [.text], from: pairs, to: part)
    case .similarity:
      preconditionFailure("a similarity scale has no weights")
    }
  }

  /// Sets the gradient of a classifier from the pairs of one modality, or of both for the whole
  /// batch, whose images and texts follow one another.
  private func set(
    _ block: WeightGradientBlock, of classifier: Classifier, _ modalities: [Modality],
    from pairs: Range<Int>, to part: GradientPart
  ) {
    let start = own.lowerBound + pairs.lowerBound + (modalities[0] == .text ? pairCount : 0)
    let rows = start..<start + modalities.count * pairs.count
    classifier.setGradient(
      rows: block.rows, embeddings: embeddings[rows: rows], logits: logits[rows: rows],
      logitGradient: logitGradient[rows: rows], to: part,
      rounded: rounded.map { rounded in
        modalities.map { (rounded.classifiers[$0], pairs) }
      } ?? [])
  }
}
