/// The distance between the two embeddings of a pair: L_gap, equation 12.
///
/// L = 1/N Σ d(φ_I(p_n), φ_T(q_n)), d(a, b) = 1 − a·b
///
/// - Pulls the image and the text of a pair together; pushes nothing apart, so it must be combined
///   with a loss that does. This gives property 3 of the paper (no cross-modal gap).
/// - Gradient flows to both embeddings of each pair.
/// - Choose it whenever texts should retrieve images, or images should retrieve texts.
public struct GapLoss: Loss, Hashable {
  /// Creates the loss.
  public init() {}

  /// Adds `−scale/N` times each embedding to the gradient of its partner.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let pairs = batch.pairCount
    guard pairs > 0 else { return LossValue(terms: [LossTerm(name: "gap", value: 0)]) }
    let (images, texts) = (batch.imageEmbeddings, batch.textEmbeddings)
    gradient.embeddings.add(texts, scaledBy: -scale / Float(pairs))
    gradient.embeddings.add(images, scaledBy: -scale / Float(pairs), atRow: pairs)
    let mean = Kernels.best.dot(images, texts) / Double(pairs)
    return LossValue(terms: [LossTerm(name: "gap", value: 1 - mean)])
  }
}
