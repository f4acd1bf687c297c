/// The retrieval score of held-out items for each query, by which folds compare recipes.
///
/// For each query in each of the four directions, the score is the mean of R@1, average precision
/// and, with a graph, HP@5: the share of the first five distinct classes that are among the five
/// classes nearest to the query's.
struct RetrievalScore: Sendable {
  /// The score of each query, in the order of folds, directions and rows.
  private(set) var values: [Double] = []

  var mean: Double { values.reduce(0, +) / Double(max(values.count, 1)) }

  /// Adds the queries of a fold.
  mutating func add(images: Matrix, texts: Matrix, labels: [Int], graph: SemanticGraph?) {
    let embeddings = ByModality(
      image: Embeddings(vectors: images), text: Embeddings(vectors: texts))
    let ranked = ByModality(
      image: RankedItems(embeddings.image), text: RankedItems(embeddings.text))
    let near = graph.map { NearestClasses(of: Set(labels), in: $0) }
    for direction in RetrievalDirection.allCases {
      let items = ranked[direction.result]
      values += items.ranked(for: embeddings[direction.query]) { query, positions in
        Self.score(
          of: query, positions: positions, excludingSelf: direction.isWithinModality,
          labels: labels, near: near)
      }
    }
  }

  private static func score(
    of query: Int, positions: UnsafeBufferPointer<UInt32>, excludingSelf: Bool, labels: [Int],
    near: NearestClasses?
  ) -> Double {
    let label = labels[query]
    var (rank, found, precision, isHit) = (0, 0, 0.0, 0.0)
    var classes: [Int] = []
    for position in positions {
      let item = Int(position)
      if excludingSelf, item == query { continue }
      rank += 1
      let other = labels[item]
      if other == label {
        found += 1
        precision += Double(found) / Double(rank)
        if rank == 1 { isHit = 1 }
      }
      if classes.count < NearestClasses.count, !classes.contains(other) { classes.append(other) }
    }
    let averagePrecision = precision / Double(max(found, 1))
    guard let near else { return (isHit + averagePrecision) / 2 }
    let hits = classes.count { near.isNear($0, to: label) }
    return (isHit + averagePrecision + Double(hits) / Double(max(classes.count, 1))) / 3
  }

  /// Whether this score exceeds another of the same queries by more than the given number of
  /// standard errors of the mean difference.
  func isAbove(_ other: RetrievalScore, byStandardErrors bar: Double) -> Bool {
    let differences = zip(values, other.values).map { $0 - $1 }
    let count = Double(differences.count)
    guard count > 1 else { return false }
    let mean = differences.reduce(0, +) / count
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return mean > bar * (squares / (count - 1) / count).squareRoot()
  }
}

/// The five nearest classes of each class in a graph, including itself, and ties for the fifth.
private struct NearestClasses: Sendable {
  static let count = 5

  private let graph: SemanticGraph
  /// The distance up to which a class is near, by class.
  private let radius: [Int: Float]

  /// Finds the radii for the classes that occur, and ignores all others.
  init(of classes: Set<Int>, in graph: SemanticGraph) {
    self.graph = graph
    radius = Dictionary(
      uniqueKeysWithValues: classes.map { label in
        let distances = classes.map { graph[label, $0] }.sorted()
        return (label, distances[min(Self.count, distances.count) - 1])
      })
  }

  func isNear(_ other: Int, to label: Int) -> Bool {
    radius[label].map { graph[label, other] <= $0 } ?? false
  }
}
