internal import HUSEModel

/// A map of the space: some images and texts in the plane, with the branch of each.
struct SpaceMap: Sendable {
  struct Mark: Sendable {
    let place: SIMD2<Double>
    let item: Int
    let isImage: Bool
    /// The index of its branch; `nil` for one of the branches without a colour.
    let branch: Int?
  }

  let marks: [Mark]
  /// The branches with a colour, in the order of the tree.
  let branches: [String]
  /// Whether other branches have marks.
  let hasOthers: Bool
  /// The number of pairs that are drawn.
  let pairCount: Int

  /// Larger maps take long and are no clearer.
  private static let pairLimit = 400
  /// The number of colours that everyone can tell apart.
  static let colorCount = 7

  /// - Throws: `HUSEError.decompositionFailed`.
  init(of pairs: ReportedPairs) throws(HUSEError) {
    let items = SampleQueries.spread(
      Self.pairLimit, over: pairs, folding: pairs.foldings.image)
    let vectors = Matrix.joining([
      pairs.embeddings.image.vectors.gathering(rowsAt: items),
      pairs.embeddings.text.vectors.gathering(rowsAt: items),
    ])
    let places = try NeighborMap.points(of: Embeddings(vectors: vectors))
    let all = pairs.tree.branches
    var sizes = [Int](repeating: 0, count: all.count)
    var branchOfClass: [Int: Int] = [:]
    for (index, branch) in all.enumerated() {
      for label in branch.classes { branchOfClass[label] = index }
    }
    for item in items { sizes[branchOfClass[pairs.labels[item]] ?? 0] += 1 }
    let largest = all.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
      .prefix(Self.colorCount).sorted()
    var colors: [Int: Int] = [:]
    for (color, branch) in largest.enumerated() { colors[branch] = color }
    marks = places.enumerated().map { index, place in
      let item = items[index % items.count]
      return Mark(
        place: place, item: item, isImage: index < items.count,
        branch: branchOfClass[pairs.labels[item]].flatMap { colors[$0] })
    }
    branches = largest.map { all[$0].name }
    hasOthers = all.count > largest.count
    pairCount = items.count
  }
}
