/// Pulls matching images and texts together and pushes others apart: the pair loss of CME.
///
/// L = mean of (1 − cos) over the matching image–text pairs
///   + mean of max(0, cos − margin) over those that do not match
///
/// All N × N combinations of an image and a text in the batch take part. Matching pairs and other
/// pairs have separate means, because with one match for every N − 1 others a common mean would
/// almost ignore the matches.
///
/// - Pulls matches until they coincide; pushes others until their cosine is the margin.
/// - By default an image matches only its own text, as in the paper: other items of its class and
///   duplicates of the pair are pushed away. With `matching: .classes` they match.
/// - Value when nothing is active (matches coincide, others are beyond the margin): 0, and the
///   gradient along the sphere is 0. A mean over no pairs, as in a batch of one pair, is 0.
/// - Gradient flows to the embeddings of images and texts.
/// - Memory: two N × N matrices.
/// - Choose it as a baseline, as in the HUSE paper, with `ClassificationLoss` on a model with
///   separate classifiers; `ContrastiveLoss` gives hard negatives more weight.
/// - Source: Salvador et al., "Learning Cross-modal Embeddings for Cooking Recipes and Food
///   Images", 2017. The paper draws four other pairs at random for each match.
public struct CosineEmbeddingLoss: Loss, Hashable {
  /// The cosine up to which a pair that does not match has no effect, in [−1, 1).
  public let margin: Float
  /// Which images and texts of a batch match.
  public let matching: Matching

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - margin: the cosine up to which other pairs have no effect; 0.1 in the paper.
  ///   - matching: which pairs are pulled together.
  public init(margin: Float = 0.1, matching: Matching = .pairs) {
    self.margin = margin
    self.matching = matching
  }

  /// Adds the gradient to that of the embeddings.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let keys = matching.keys(of: batch)
    let matches = Matching.matchCount(keys)
    let matchShare = 1 / Float(max(matches, 1))
    let otherShare = 1 / Float(max(keys.count * keys.count - matches, 1))
    let cosines = CrossModalCosines(of: batch, from: .image)
    var cosineGradient = cosines.zeroGradient
    let sums = cosines.sums(1, into: &cosineGradient, sharing: &gradient) { block in
      var sum = 0.0
      block.forEachAnchor { image, cosines, cosineGradient in
        let key = keys[image]
        var (distance, excess) = (0.0, 0.0)
        for (text, cosine) in cosines.enumerated() {
          if keys[text] == key {
            distance += 1 - Double(cosine)
            cosineGradient[text] = -matchShare
          } else if !(cosine <= margin) {
            // The condition is written so that NaN counts as active and is not hidden.
            excess += Double(cosine - margin)
            cosineGradient[text] = otherShare
          }
        }
        sum += distance * Double(matchShare) + excess * Double(otherShare)
      }
      return [sum]
    }
    cosines.addGradient(of: cosineGradient, scaledBy: scale, to: &gradient)
    return LossValue(terms: [LossTerm(name: "cosine embedding", value: sums[0])])
  }

  /// Checks the margin.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    guard margin >= -1, margin < 1 else {
      throw .invalidArgument(
        name: "margin of the cosine embedding loss", found: "\(margin)",
        expected: "a cosine in [-1, 1)")
    }
  }
}
