/// How well held-out items find one another, query by query: what folds compare recipes by.
///
/// For each query in the four directions the mean of R@1, average precision and, where there is a
/// graph, the mean similarity 1 − A of the classes of the first five items to that of the query.
struct RetrievalScore: Sendable {
  /// The score of each query, in the order of folds, directions and rows.
  private(set) var values: [Double] = []

  private static let depth = 5

  var mean: Double { values.reduce(0, +) / Double(max(values.count, 1)) }

  /// Adds the queries of a fold.
  mutating func add(images: Matrix, texts: Matrix, labels: [Int], graph: SemanticGraph?) {
    let (images, texts) = (Embeddings(vectors: images), Embeddings(vectors: texts))
    let (rankedImages, rankedTexts) = (RankedItems(images), RankedItems(texts))
    for direction in RetrievalDirection.allCases {
      let items = direction.findsImages ? rankedImages : rankedTexts
      values += items.ranked(for: direction.startsAtImages ? images : texts) { query, positions in
        Self.score(
          of: query, positions: positions, excludingSelf: direction.isWithinOneKind, labels: labels,
          graph: graph)
      }
    }
  }

  private static func score(
    of query: Int, positions: UnsafeBufferPointer<UInt32>, excludingSelf: Bool, labels: [Int],
    graph: SemanticGraph?
  ) -> Double {
    let label = labels[query]
    var (rank, found, precision, similarity, isHit) = (0, 0, 0.0, 0.0, 0.0)
    for position in positions {
      let item = Int(position)
      if excludingSelf, item == query { continue }
      rank += 1
      if labels[item] == label {
        found += 1
        precision += Double(found) / Double(rank)
        if rank == 1 { isHit = 1 }
      }
      if rank <= depth, let graph { similarity += Double(1 - graph[label, labels[item]]) }
    }
    let averagePrecision = precision / Double(max(found, 1))
    guard graph != nil else { return (isHit + averagePrecision) / 2 }
    return (isHit + averagePrecision + similarity / Double(max(min(rank, depth), 1))) / 3
  }

  /// Whether this score is above another of the same queries by more than the standard error of
  /// their mean difference.
  func isClearlyAbove(_ other: RetrievalScore) -> Bool {
    let differences = zip(values, other.values).map { $0 - $1 }
    let count = Double(differences.count)
    guard count > 1 else { return false }
    let mean = differences.reduce(0, +) / count
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return mean > (squares / (count - 1) / count).squareRoot()
  }
}
