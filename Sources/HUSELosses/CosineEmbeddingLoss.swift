/// Pulls what matches together and pushes apart what does not: the pair loss of CME.
///
/// L = mean of (1 − cos) over the matching image–text pairs
///   + mean of max(0, cos − margin) over those that do not match
///
/// All N × N pairs of an image and a text of the batch take part. Each kind has a mean of its own:
/// with one match to N − 1 others, a common mean would all but lose the matches.
///
/// - Pulls matches until they are at one point; pushes others until their cosine is the margin.
/// - By default an image matches its own text alone, as in the paper: other items of its class, and
///   a pair that comes twice, are pushed away. `matching: .classes` makes them matches.
/// - Value when nothing is active (matches agree, others are beyond the margin): 0, and the gradient
///   is 0 along the sphere. A kind that does not occur, as in a batch of one pair, counts 0.
/// - Gradient flows to the embeddings of images and texts.
/// - Memory: two N × N matrices.
/// - Choose it as the baseline that it is in the paper, with `ClassificationLoss` on a model with
///   separate classifiers; `ContrastiveLoss` gives the hard negatives more weight.
/// - Source: Salvador et al., "Learning Cross-modal Embeddings for Cooking Recipes and Food Images",
///   2017, which draws four others at random to each match.
public struct CosineEmbeddingLoss: Loss, Hashable {
  /// The cosine up to which a pair that does not match is left alone, in [−1, 1).
  public let margin: Float
  /// What an image and a text are to each other in a batch.
  public let matching: Matching

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - margin: the cosine up to which others are left alone; 0.1 in the paper.
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
    let cosines = CrossModalCosines(of: batch, from: .images)
    var slopes = cosines.zeroSlopes
    let value = cosines.sum(into: &slopes) { image, cosines, slopes in
      let key = keys[image]
      var (distance, excess) = (0.0, 0.0)
      for (text, cosine) in cosines.enumerated() {
        if keys[text] == key {
          distance += 1 - Double(cosine)
          slopes[text] = -matchShare
        } else if !(cosine <= margin) {
          // So written that NaN is active and shows.
          excess += Double(cosine - margin)
          slopes[text] = otherShare
        }
      }
      return distance * Double(matchShare) + excess * Double(otherShare)
    }
    cosines.addGradient(of: slopes, scaledBy: scale, to: &gradient)
    return LossValue(terms: [LossTerm(name: "cosine embedding", value: value)])
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
