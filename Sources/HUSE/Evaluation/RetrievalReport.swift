/// How well items are found by items of the same class, in four directions: table 1 of the paper.
///
/// Every item is a query; the others are ranked by cosine distance, equal ones by position. R@K is
/// the share of queries with an item of their class among the K nearest. Within one kind a query
/// does not find itself; across kinds its own partner counts. A query whose class has no other item
/// to find counts as a miss.
public struct RetrievalReport: Sendable, Hashable {
  /// The result in one direction.
  public struct Result: Sendable, Hashable {
    /// R@K in [0, 1] for each K of `ranks`.
    public let recall: [Double]
    /// The median over queries of the rank, from 1, of the first item of the query's class; `nil`
    /// if there is no query, infinite if half of the queries find nothing.
    public let medianRank: Double?
  }

  /// The Ks.
  public let ranks: [Int]
  private let results: [RetrievalDirection: Result]

  /// Measures retrieval on pairs of embeddings.
  ///
  /// Memory beyond the embeddings: one block of similarities, 256 queries by all items.
  ///
  /// - Parameters:
  ///   - images: the embeddings of the images; any unit vectors of one dimension.
  ///   - texts: the embeddings of the texts, in the same order.
  ///   - labels: the class of each pair.
  ///   - ranks: the Ks.
  /// - Throws: `HUSEError.shapeMismatch` if the numbers of rows or the dimensions differ.
  public init(
    images: Embeddings, texts: Embeddings, labels: [Int], ranks: [Int] = [1, 5, 10]
  ) throws(HUSEError) {
    for (embeddings, place) in [(images, "image embeddings"), (texts, "text embeddings")]
    where embeddings.count != labels.count || embeddings.dimension != images.dimension {
      throw .shapeMismatch(
        expected: [labels.count, images.dimension],
        found: [embeddings.count, embeddings.dimension], in: "\(place) to be evaluated",
        remedy: "Pass an image and a text embedding of one dimension for each label.")
    }
    self.ranks = ranks
    var results: [RetrievalDirection: Result] = [:]
    for direction in RetrievalDirection.allCases {
      let queries =
        direction == .imageToImage || direction == .imageToText ? images : texts
      let items = direction == .imageToImage || direction == .textToImage ? images : texts
      results[direction] = Self.result(
        of: Self.firstRanks(
          queries: queries, items: items, labels: labels,
          excludingSelf: direction.isWithinOneKind), ranks: ranks)
    }
    self.results = results
  }

  /// The recall at `ranks` within one kind of feature vectors, which need not be embeddings.
  ///
  /// - Throws: `HUSEError.shapeMismatch` unless there is a row for each label, `.invalidRow` for a
  ///   value that is not finite.
  public static func recall(
    within features: Matrix, labels: [Int], ranks: [Int] = [1, 5, 10]
  ) throws(HUSEError) -> [Double] {
    guard features.rows == labels.count else {
      throw .shapeMismatch(
        expected: [labels.count, features.columns], found: [features.rows, features.columns],
        in: "features to be evaluated", remedy: "Pass one row for each label.")
    }
    let rows = try Embeddings(normalizing: features)
    return result(
      of: firstRanks(queries: rows, items: rows, labels: labels, excludingSelf: true),
      ranks: ranks
    ).recall
  }

  /// The result in one direction.
  public subscript(direction: RetrievalDirection) -> Result {
    results[direction] ?? Result(recall: ranks.map { _ in 0 }, medianRank: nil)
  }

  private static func result(of firstRanks: [Int?], ranks: [Int]) -> Result {
    let count = Double(max(firstRanks.count, 1))
    let sorted = firstRanks.map { $0.map(Double.init) ?? .infinity }.sorted()
    let middle = sorted.count / 2
    let median: Double? =
      sorted.isEmpty
      ? nil
      : sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    return Result(
      recall: ranks.map { rank in
        Double(firstRanks.count { $0.map { $0 <= rank } ?? false }) / count
      },
      medianRank: median)
  }

  /// For each query the rank, from 1, of the nearest item of its class.
  private static func firstRanks(
    queries: Embeddings, items: Embeddings, labels: [Int], excludingSelf: Bool
  ) -> [Int?] {
    let blockSize = 256
    var ranks: [Int?] = []
    for start in stride(from: 0, to: queries.count, by: blockSize) {
      let block = start..<min(start + blockSize, queries.count)
      var products = Matrix(rows: block.count, columns: items.count)
      products.assignProduct(
        of: queries.vectors[rows: block], and: items.vectors, transposingSecond: true)
      products.withUnsafeBufferPointer { products in
        for query in block {
          let row = (query - start) * items.count
          ranks.append(
            firstRank(
              similarities: products[row..<row + items.count], labels: labels,
              label: labels[query], excluding: excludingSelf ? query : nil
            ) {
              Kernels.best.dot(queries.vectors[row: query].row, items.vectors[row: $0].row)
            })
        }
      }
    }
    return ranks
  }

  /// Similarities of a block are off by less than this. Equal items need not have equal ones there:
  /// which digits are rounded depends on the place in the block.
  private static let rounding: Float = 1e-5

  /// - Parameter exactly: the similarity of the item at a position, equal for equal items.
  private static func firstRank(
    similarities: Slice<UnsafeBufferPointer<Float>>, labels: [Int], label: Int, excluding: Int?,
    exactly: (_ position: Int) -> Double
  ) -> Int? {
    var best: Float?
    for (position, similarity) in similarities.enumerated()
    where labels[position] == label && position != excluding {
      best = max(best ?? similarity, similarity)
    }
    guard let best else { return nil }
    var nearest = (position: 0, similarity: -Double.infinity)
    for (position, similarity) in similarities.enumerated()
    where labels[position] == label && position != excluding && similarity >= best - rounding {
      let exact = exactly(position)
      if exact > nearest.similarity { nearest = (position, exact) }
    }
    var rank = 1
    for (position, similarity) in similarities.enumerated()
    where position != excluding && labels[position] != label && similarity >= best - rounding {
      if similarity > best + rounding {
        rank += 1
      } else {
        let exact = exactly(position)
        if exact > nearest.similarity
          || (exact == nearest.similarity && position < nearest.position)
        {
          rank += 1
        }
      }
    }
    return rank
  }
}
