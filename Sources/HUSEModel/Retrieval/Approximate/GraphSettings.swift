/// How the graph of an approximate index is built.
public struct GraphSettings: Sendable, Hashable, Codable {
  /// The links of a new node in each layer, M in the paper; in the lowest layer a node can get
  /// twice as many.
  public var linkCount: Int
  /// The candidates among which a new node's links are chosen, efConstruction in the paper.
  public var candidateCount: Int
  /// Decides which items are in the higher layers.
  public var seed: UInt64

  /// Settings of a graph.
  ///
  /// - Parameters:
  ///   - linkCount: the links of a new node, 2 to 128.
  ///   - candidateCount: the candidates for links, 1 to 10,000.
  ///   - seed: decides which items are in the higher layers.
  public init(linkCount: Int = 16, candidateCount: Int = 128, seed: UInt64 = 0) {
    self.linkCount = linkCount
    self.candidateCount = candidateCount
    self.seed = seed
  }

  static let linkCounts = 2...128
  static let candidateCounts = 1...10_000

  func check() throws(HUSEError) {
    for (name, value, range) in [
      ("linkCount", linkCount, Self.linkCounts),
      ("candidateCount", candidateCount, Self.candidateCounts),
    ] where !range.contains(value) {
      throw .invalidArgument(
        name: name, found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// The most links of a node.
  func degree(ofLayer layer: Int) -> Int { layer == 0 ? 2 * linkCount : linkCount }

  /// The highest layer of an item: by a hash of its position, one of M items is in the next layer.
  func highestLayer(ofItem item: Int) -> Int {
    var generator = SplitMix64(seed: seed ^ (UInt64(item) &* 0x9E37_79B9_7F4A_7C15))
    let number = generator.nextUniform()
    var (layer, share) = (0, 1 / Double(linkCount))
    // The numbers are multiples of 2⁻⁵³, so that the last layer is the 53rd.
    while number < share, layer < 53 {
      layer += 1
      share /= Double(linkCount)
    }
    return layer
  }
}
