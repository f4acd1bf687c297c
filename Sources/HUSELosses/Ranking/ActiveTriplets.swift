/// The triplets of a batch whose negative is not at least the margin farther away than the
/// positive.
struct ActiveTriplets: Sendable {
  let margin: Float
  /// A key for each item: an anchor and its positives have the same key, and all others are
  /// negatives.
  let keys: [Int32]
  /// Whether the anchor's own partner is excluded.
  var excludesPartner = false

  /// The mean hinge of the active triplets of one direction, or 0 if there are none; adds
  /// `scale ×` its gradient.
  func mean(
    of cosines: CrossModalCosines, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> Double {
    var cosineGradient = cosines.zeroGradient
    let sums = cosines.sums(2, into: &cosineGradient, sharing: &gradient, hinges)
    let (sum, active) = (sums[0], sums[1])
    guard active > 0 else { return 0 }
    cosines.addGradient(of: cosineGradient, scaledBy: scale / Float(active), to: &gradient)
    return sum / active
  }

  /// The sum of the hinges of some anchors and the number of their active triplets; adds the
  /// gradient with respect to the cosines.
  private func hinges(of block: CrossModalCosines.Block) -> [Double] {
    var (sum, active) = (0.0, 0)
    var positives = RankedPositives()
    /// For each number c, how many negatives are active with exactly the c farthest positives.
    var negativeCounts: [Int] = []
    /// The sums of the cosines of the 0, 1, 2 … farthest positives.
    var sums: [Double] = []
    block.forEachAnchor { anchor, cosines, cosineGradient in
      let key = keys[anchor]
      positives.rank(cosines) { keys[$0] == key && !(excludesPartner && $0 == anchor) }
      guard positives.count > 0 else { return }
      negativeCounts.removeAll(keepingCapacity: true)
      negativeCounts.append(contentsOf: repeatElement(0, count: positives.count + 1))
      sums.removeAll(keepingCapacity: true)
      sums.append(0)
      for cosine in positives.cosines { sums.append(sums[sums.count - 1] + Double(cosine)) }

      for (position, cosine) in cosines.enumerated() where keys[position] != key {
        let count = positives.count(below: cosine + margin)
        guard count > 0 else { continue }
        negativeCounts[count] += 1
        cosineGradient[position] += Float(count)
        sum += Double(count) * (Double(margin) + Double(cosine)) - sums[count]
      }
      var negatives = 0
      for rank in positives.positions.indices.reversed() {
        negatives += negativeCounts[rank + 1]
        cosineGradient[positives.positions[rank]] -= Float(negatives)
        active += negatives
      }
    }
    return [sum, Double(active)]
  }
}
