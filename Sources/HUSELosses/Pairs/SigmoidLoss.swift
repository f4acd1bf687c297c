import Foundation

/// Decides for every image and every text of the batch whether they match: the loss of SigLIP.
///
/// L = 1/N Σ_i Σ_j log(1 + exp(−z_ij (t cos_ij + b))), with z = 1 if image i and text j match,
/// else −1
///
/// - Pulls matches together and pushes all others apart, each pair independently: there is no
///   softmax in which the items of a batch compete.
/// - By default an image matches only its own text: other items of its class and duplicates of the
///   pair are pushed away. With `matching: .classes` they match.
/// - Value: above 0 for every batch, as no pair is ever inactive. For a single pair it only pulls.
/// - Gradient flows to the embeddings of images and texts, and to t and b if they are learned. t
///   and b are constants of the loss, or parameters of a model that learns them
///   (`withLearnedScale`).
/// - Memory: two N × N matrices.
/// - Choose it instead of `ContrastiveLoss` for small batches, or if a batch contains several items
///   that match.
/// - Source: Zhai et al., "Sigmoid Loss for Language Image Pre-Training", 2023, algorithm 1.
public struct SigmoidLoss: Loss, Hashable {
  /// t, above 0, and b, below 0 as most pairs do not match; `nil` if the model learns them.
  public let similarityScale: SimilarityScale?
  /// Which images and texts of a batch match.
  public let matching: Matching

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - scale: t; SigLIP starts with 10.
  ///   - bias: b; SigLIP starts with −10.
  ///   - matching: which pairs are pulled together.
  public init(scale: Float = 10, bias: Float = -10, matching: Matching = .pairs) {
    self.init(similarityScale: SimilarityScale(scale: scale, bias: bias), matching: matching)
  }

  private init(similarityScale: SimilarityScale?, matching: Matching) {
    self.similarityScale = similarityScale
    self.matching = matching
  }

  /// The loss with t and b that the model learns, as in SigLIP; t is at most 100.
  ///
  /// The model needs a `similarityScale`, such as `.sigLIP`.
  public static func withLearnedScale(matching: Matching = .pairs) -> SigmoidLoss {
    SigmoidLoss(similarityScale: nil, matching: matching)
  }

  /// Adds the gradient to that of the embeddings and of a learned scale.
  ///
  /// - Precondition: the batch has a `similarityScale` if t and b are learned.
  public func accumulate(
    _ batch: BatchOutput, scaledBy factor: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let keys = matching.keys(of: batch)
    let pairs = max(keys.count, 1)
    let similarity = similarityScale ?? batch.learnedScale
    let (scale, bias) = (similarity.scale, similarity.bias)
    let logits = CrossModalCosines(of: batch, from: .image, scaledBy: scale)
    var cosineGradient = logits.zeroGradient
    let isLearned = similarityScale == nil
    let sums = logits.sums(3, into: &cosineGradient, sharing: &gradient) { block in
      var (sum, biasGradient) = (0.0, 0.0)
      block.forEachAnchor { image, logits, cosineGradient in
        let key = keys[image]
        for (text, logit) in logits.enumerated() {
          let sign: Float = keys[text] == key ? 1 : -1
          let exponent = -sign * (logit + bias)
          // The exponent is not above 0, so exp cannot overflow.
          let power = exp(-abs(exponent))
          sum += Double(max(exponent, 0) + log1p(power))
          cosineGradient[text] = -sign * (exponent > 0 ? 1 : power) / (1 + power)
          biasGradient += Double(cosineGradient[text])
        }
      }
      // The logits are t times the cosines, so they are their own derivative with respect to log t.
      let scaleGradient =
        isLearned ? Kernels.best.dot(block.gradient.matrix, block.cosines) : 0
      return [sum, biasGradient, scaleGradient]
    }
    logits.addGradient(of: cosineGradient, scaledBy: factor * scale / Float(pairs), to: &gradient)
    if isLearned {
      gradient.similarityLogScale += factor * Float(sums[2]) / Float(pairs)
      gradient.similarityBias += factor * Float(sums[1]) / Float(pairs)
    }
    return LossValue(terms: [LossTerm(name: "sigmoid", value: sums[0] / Double(pairs))])
  }

  /// Checks the scale and the bias.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    guard let similarityScale else { return }
    try LossArgument.check(similarityScale.scale, named: "scale of the sigmoid loss")
    guard similarityScale.bias.isFinite else {
      throw .invalidArgument(
        name: "bias of the sigmoid loss", found: "\(similarityScale.bias)",
        expected: "a finite number")
    }
  }

  /// Whether t and b are learned.
  public var needsSimilarityScale: Bool { similarityScale == nil }
}
