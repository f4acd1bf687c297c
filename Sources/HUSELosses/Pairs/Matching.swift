/// Which texts of a batch belong to an image, and which images to a text.
public enum Matching: Sendable, Hashable {
  /// Only its own partner, as in the papers.
  ///
  /// Everything else is pushed away, including other items of the class and duplicates of the pair
  /// in the same batch.
  case pairs
  /// Every item of its class. Only other classes are pushed away.
  case classes

  /// A number for each pair of a batch; the numbers of two pairs are equal if the pairs match.
  func keys(of batch: BatchOutput) -> [Int32] {
    switch self {
    case .pairs: (0..<batch.pairCount).map(Int32.init)
    case .classes: Array(batch.labels[..<batch.pairCount])
    }
  }

  /// The number of matches among all combinations of an image and a text.
  static func matchCount(_ keys: [Int32]) -> Int {
    var counts: [Int32: Int] = [:]
    for key in keys { counts[key, default: 0] += 1 }
    return counts.values.reduce(0) { $0 + $1 * $1 }
  }
}
