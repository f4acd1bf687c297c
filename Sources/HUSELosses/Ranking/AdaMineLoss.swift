/// Triplets of pairs and triplets of classes, averaged over the active ones: AdaMine.
///
/// L = L_pairs + λ L_classes; each is the sum over both directions, image to text and text to
/// image, of Σ max(0, margin + d(a, p) − d(a, n)) / (number of triplets above 0),
/// d(a, b) = 1 − a·b
///
/// Pairs: p is the partner of a, and n is any other item of the other modality. Classes: p is an
/// item of the class of a but not its partner, and n is an item of another class.
///
/// - Pulls positives to the anchor and pushes negatives away until they are farther away than the
///   positive by the margin. The mean over active triplets keeps the size of the gradient when few
///   are active, so the weight of each remaining hard triplet increases. The count is a constant:
///   no gradient flows through it.
/// - In the triplets of pairs, other items of the class are negatives. So is a duplicate of the
///   pair, although nothing can separate the two. In the triplets of classes they are positives.
/// - Value when no triplet of one type and direction is active, as in a batch of one pair: 0, with
///   a gradient of 0. The triplets of classes need two classes, one of them with two items.
/// - Gradient flows to the embeddings of images and texts.
/// - Memory: two N × N matrices. Time: O(N² log N) in addition to the matrix products, although
///   about N³ triplets may count.
/// - Choose it as a baseline, as in the HUSE paper, or if a text should find its own image first
///   and then its class.
/// - Source: Carvalho et al., "Cross-Modal Retrieval in the Cooking Context", 2018. There, a
///   triplet of classes takes one positive at random; here all positives are taken.
public struct AdaMineLoss: Loss, Hashable {
  /// The margin on the scale of the cosine distance, above 0.
  public let margin: Float
  /// λ, the weight of the triplets of classes relative to those of pairs.
  public let classWeight: Float

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - margin: how much farther away a negative should be than the positive; 0.3 in the paper.
  ///   - classWeight: λ; 0.3 in the paper.
  public init(margin: Float = 0.3, classWeight: Float = 0.3) {
    self.margin = margin
    self.classWeight = classWeight
  }

  /// Adds the gradient to that of the embeddings; the terms are `pair triplets` and
  /// `class triplets`.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    var (pairs, classes) = (0.0, 0.0)
    // Comparisons with NaN are false, which would hide it.
    if batch.embeddings.firstNonFinite != nil { (pairs, classes) = (.nan, .nan) }
    for anchors in Modality.allCases {
      let cosines = CrossModalCosines(of: batch, from: anchors)
      pairs += ActiveTriplets(margin: margin, keys: Matching.pairs.keys(of: batch))
        .mean(of: cosines, scaledBy: scale, into: &gradient)
      classes += ActiveTriplets(
        margin: margin, keys: Matching.classes.keys(of: batch), excludesPartner: true
      ).mean(of: cosines, scaledBy: scale * classWeight, into: &gradient)
    }
    return LossValue(terms: [
      LossTerm(name: "pair triplets", value: pairs),
      LossTerm(name: "class triplets", value: classes, weight: Double(classWeight)),
    ])
  }

  /// Checks the margin and the weight.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    try LossArgument.check(margin, named: "margin of the AdaMine loss")
    guard classWeight >= 0, classWeight.isFinite else {
      throw .invalidArgument(
        name: "classWeight of the AdaMine loss", found: "\(classWeight)",
        expected: "a finite number of 0 or more")
    }
  }
}
