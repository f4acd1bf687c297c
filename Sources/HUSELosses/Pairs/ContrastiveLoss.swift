/// Finds the matching text of an image among those of the batch, and vice versa: the loss of CLIP.
///
/// L = 1/2N Σ over the N images and the N texts of −log softmax(cosines with the N items of the
/// other modality / τ)[partner], the symmetric InfoNCE
///
/// - Pulls the image and the text of a pair together; pushes each away from all other items of the
///   other modality, most strongly from the nearest. The smaller τ is, the more the nearest items
///   dominate.
/// - By default an image matches only its own text: other items of its class and duplicates of the
///   pair are pushed away. For a duplicated pair the loss is at least log 2. With `matching:
///   .classes` the logarithm is averaged over all items of the class in the batch, and none of them
///   is pushed below the others: this is the supervised contrastive loss, across modalities.
/// - Value for a batch of one pair: 0, with a gradient of 0. Otherwise no item is ever inactive.
/// - Gradient flows to the embeddings of images and texts, and to the scale if it is learned. τ is
///   a constant of the loss, or 1/t if the model learns t (`withLearnedScale`).
/// - Memory: two N × N matrices.
/// - Choose it instead of `GapLoss` if each text should find its own image and batches are large;
///   if classes matter, pass `matching: .classes`.
/// - Source: Radford et al., "Learning Transferable Visual Models From Natural Language
///   Supervision", 2021; for classes Khosla et al., "Supervised Contrastive Learning", 2020, eq. 2.
public struct ContrastiveLoss: Loss, Hashable {
  /// τ, above 0; `nil` if the model learns it.
  public let temperature: Float?
  /// Which images and texts of a batch match.
  public let matching: Matching

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - temperature: τ; CLIP starts with 0.07.
  ///   - matching: which texts count as found for an image, and vice versa.
  public init(temperature: Float = 0.07, matching: Matching = .pairs) {
    self.init(temperature: Optional(temperature), matching: matching)
  }

  private init(temperature: Float?, matching: Matching) {
    self.temperature = temperature
    self.matching = matching
  }

  /// The loss with a temperature that the model learns, as in CLIP; at least 0.01.
  ///
  /// The model needs a `similarityScale`, such as `.clip`. Its bias has no effect here.
  public static func withLearnedScale(matching: Matching = .pairs) -> ContrastiveLoss {
    ContrastiveLoss(temperature: nil, matching: matching)
  }

  /// Adds the gradient to that of the embeddings and of a learned scale.
  ///
  /// - Precondition: the batch has a `similarityScale` if the temperature is learned.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let keys = matching.keys(of: batch)
    let partners = keys.indices.map(Int32.init)
    let rows = Float(max(2 * keys.count, 1))
    let isLearned = temperature == nil
    let temperature = temperature ?? 1 / batch.learnedScale.scale
    var sum = 0.0
    for anchors in Modality.allCases {
      let logits = CrossModalCosines(of: batch, from: anchors, scaledBy: 1 / temperature)
      var cosineGradient = logits.zeroGradient
      let sums = logits.sums(2, into: &cosineGradient, sharing: &gradient) { block in
        var sum = Kernels.best.crossEntropy(
          of: block.cosines, labels: partners[block.anchors], scale: 1, gradient: block.gradient)
        if matching == .classes {
          block.forEachAnchor { anchor, logits, cosineGradient in
            sum += Self.shareOut(anchor, logits, keys: keys, cosineGradient: cosineGradient)
          }
        }
        // The logits are t times the cosines, so they are their own derivative with respect to log
        // t.
        let scaleGradient =
          isLearned ? Kernels.best.dot(block.gradient.matrix, block.cosines) : 0
        return [sum, scaleGradient]
      }
      sum += sums[0]
      logits.addGradient(of: cosineGradient, scaledBy: scale / (rows * temperature), to: &gradient)
      if isLearned { gradient.similarityLogScale += scale * Float(sums[1]) / rows }
    }
    return LossValue(terms: [LossTerm(name: "contrastive", value: sum / Double(rows))])
  }

  /// The correction that makes all matches count equally instead of only the partner.
  ///
  /// Between two of them, log softmax differs by the difference of their logits.
  private static func shareOut(
    _ anchor: Int, _ logits: UnsafeBufferPointer<Float>, keys: [Int32],
    cosineGradient: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    let key = keys[anchor]
    let matches = keys.indices.filter { keys[$0] == key }
    let share = 1 / Float(matches.count)
    var mean = 0.0
    for match in matches {
      mean += Double(logits[match]) / Double(matches.count)
      cosineGradient[match] -= share
    }
    cosineGradient[anchor] += 1
    return Double(logits[anchor]) - mean
  }

  /// Checks the temperature.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    guard let temperature else { return }
    try LossArgument.check(temperature, named: "temperature of the contrastive loss")
  }

  /// Whether the temperature is learned.
  public var needsSimilarityScale: Bool { temperature == nil }
}
