/// Brings an item closer to its class than to others, using triplets mined in the batch.
///
/// L = mean over (a, p) of max(0, margin + d(a, p) − d(a, n)), d(a, b) = 1 − a·b
///
/// Either a is an image and p a text of its class, or a is a text and p an image of its class. All
/// N images and N texts of the batch take part. n is the semi-hard negative: among the items of
/// other classes in the modality of p, the nearest that is farther from a than p is. If all are
/// nearer than p, n is the farthest, which is the least hard, so that such an anchor contributes as
/// well.
///
/// - Pulls the positive to the anchor and pushes the negative away, while the negative is not
///   farther away than the positive by the margin. The choice of n is fixed: no gradient flows
///   through it.
/// - Items of one class are never pushed apart; a duplicated pair is an item of its class.
/// - Value when no triplet is active, or when the batch has one class only: 0, with a gradient of
///   0.
/// - Gradient flows to the embeddings of images and texts; items are compared across modalities
///   only.
/// - Memory: two N × N matrices. Time: O(N² log N) in addition to the matrix products.
/// - Choose it as a baseline, as in the HUSE paper. It uses no semantic distances, and needs
///   batches with several items of a class.
/// - Source: Schroff et al., "FaceNet", 2015, on cosine distances.
public struct TripletLoss: Loss, Hashable {
  /// The margin on the scale of the cosine distance, above 0.
  public let margin: Float

  /// Creates the loss.
  ///
  /// - Parameter margin: how much farther away a negative should be than the positive. The default
  ///   corresponds to FaceNet's 0.2 for squared Euclidean distances, which are twice the cosine
  ///   distances.
  public init(margin: Float = 0.1) { self.margin = margin }

  /// Adds the gradient to that of the embeddings.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let labels = Matching.classes.keys(of: batch)
    let count = 2 * Matching.matchCount(labels)
    var sum = 0.0
    for anchors in Modality.allCases where count > 0 {
      let cosines = CrossModalCosines(of: batch, from: anchors)
      var cosineGradient = cosines.zeroGradient
      sum +=
        cosines.sums(1, into: &cosineGradient, sharing: &gradient) { block in
          var (sum, mining) = (0.0, SemiHardMining(margin: margin))
          block.forEachAnchor { anchor, cosines, cosineGradient in
            sum += mining.run(anchor, cosines, labels: labels, into: cosineGradient)
          }
          return [sum]
        }[0]
      cosines.addGradient(of: cosineGradient, scaledBy: scale / Float(count), to: &gradient)
    }
    // Comparisons with NaN are false, which would hide it.
    let value = batch.embeddings.firstNonFinite == nil ? sum / Double(max(count, 1)) : .nan
    return LossValue(terms: [LossTerm(name: "triplet", value: value)])
  }

  /// Checks the margin.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    try LossArgument.check(margin, named: "margin of the triplet loss")
  }
}
