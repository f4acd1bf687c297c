/// The items that should be near an anchor, from the farthest to the nearest.
///
/// The rank of a negative among them is found by binary search, so the triplets of an anchor are
/// counted without visiting each, in O(N log N) for a batch of N.
struct RankedPositives {
  /// Their positions in the batch.
  private(set) var positions: [Int] = []
  /// Their cosines with the anchor, ascending.
  private(set) var cosines: [Float] = []

  var count: Int { positions.count }

  /// Ranks the positives of another anchor.
  mutating func rank(_ candidates: UnsafeBufferPointer<Float>, where isPositive: (Int) -> Bool) {
    positions.removeAll(keepingCapacity: true)
    for position in candidates.indices where isPositive(position) { positions.append(position) }
    positions.sort { candidates[$0] < candidates[$1] }
    cosines.removeAll(keepingCapacity: true)
    for position in positions { cosines.append(candidates[position]) }
  }

  /// The number of items with a lower cosine.
  func count(below cosine: Float) -> Int { partition { $0 < cosine } }

  /// The number of items with this cosine or a lower one.
  func count(upTo cosine: Float) -> Int { partition { $0 <= cosine } }

  private func partition(_ isBefore: (Float) -> Bool) -> Int {
    // Once the model has learned a little, nearly all negatives are farther away than all
    // positives.
    guard let farthest = cosines.first, isBefore(farthest) else { return 0 }
    var (low, high) = (1, cosines.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(cosines[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
