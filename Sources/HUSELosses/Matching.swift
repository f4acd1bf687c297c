/// Which texts of a batch belong to an image, and which images to a text.
public enum Matching: Sendable, Hashable {
  /// The other half of its pair alone, as in the papers. Everything else is pushed away, other
  /// items of the class and copies of the pair in the same batch among it.
  case pairs
  /// Every item of its class; only other classes are pushed away.
  case classes

  /// Numbers for the pairs of a batch that are equal where they match.
  func keys(of batch: BatchOutput) -> [Int32] {
    switch self {
    case .pairs: (0..<batch.pairCount).map(Int32.init)
    case .classes: Array(batch.labels[..<batch.pairCount])
    }
  }

  /// How often an image and a text match, each image taken with each text.
  static func matchCount(_ keys: [Int32]) -> Int {
    var counts: [Int32: Int] = [:]
    for key in keys { counts[key, default: 0] += 1 }
    return counts.values.reduce(0) { $0 + $1 * $1 }
  }
}
