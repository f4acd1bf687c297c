/// Finds the semi-hard negatives of each anchor in turn, and reuses its memory.
struct SemiHardMining {
  let margin: Float
  private var positives = RankedPositives()
  /// For each rank of a positive, the nearest negative that is farther than this positive, but not
  /// farther than the previous one.
  private var nearest: [Int?] = []

  init(margin: Float) { self.margin = margin }

  /// The sum of the hinges of an anchor; adds the gradient with respect to the cosines to
  /// `cosineGradient`.
  mutating func run(
    _ anchor: Int, _ cosines: UnsafeBufferPointer<Float>, labels: [Int32],
    into cosineGradient: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    let label = labels[anchor]
    positives.rank(cosines) { labels[$0] == label }
    nearest.removeAll(keepingCapacity: true)
    nearest.append(contentsOf: repeatElement(nil, count: positives.count))
    var farthest: Int?
    for (position, cosine) in cosines.enumerated() where labels[position] != label {
      if farthest.map({ cosine < cosines[$0] }) ?? true { farthest = position }
      let rank = positives.count(upTo: cosine)
      guard rank < positives.count else { continue }
      if nearest[rank].map({ cosine > cosines[$0] }) ?? true { nearest[rank] = position }
    }
    guard let farthest else { return 0 }
    var sum = 0.0
    var semiHard: Int?
    for (rank, positive) in positives.positions.enumerated() {
      // A negative that is farther than a positive is farther than all later ones; the last is the
      // nearest.
      semiHard = nearest[rank] ?? semiHard
      let negative = semiHard ?? farthest
      let hinge = margin - cosines[positive] + cosines[negative]
      guard hinge > 0 else { continue }
      sum += Double(hinge)
      cosineGradient[positive] -= 1
      cosineGradient[negative] += 1
    }
    return sum
  }
}
