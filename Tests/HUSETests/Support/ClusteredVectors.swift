import HUSE

@testable import HUSEModel

/// Unit vectors around some centers.
enum ClusteredVectors {
  /// As many vectors of 32 numbers; the same centers for every seed.
  static func embeddings(_ count: Int, seed: UInt64) throws -> Embeddings {
    var generator = SplitMix64(seed: 77)
    let centers = Matrix.random(20, 32, using: &generator)
    generator = SplitMix64(seed: seed)
    var vectors = Matrix.random(count, 32, using: &generator)
    for row in 0..<count {
      let center = generator.nextInteger(below: 20)
      for column in 0..<32 {
        vectors[row, column] = centers[center, column] + 0.6 * vectors[row, column]
      }
    }
    return try Embeddings(normalizing: vectors)
  }

  /// The share of the nearest items, by the distances of all, that a search found.
  static func recall(
    _ found: [[Match]], of items: Embeddings, for queries: Embeddings,
    where isIncluded: (Int) -> Bool = { _ in true }
  ) -> Double {
    var (hits, count) = (0, 0)
    for (query, matches) in zip(queries, found) {
      let nearest = items.indices.filter(isIncluded)
        .map { (distance: query.cosineDistance(to: items[$0]), position: $0) }
        .sorted { $0 < $1 }.prefix(matches.count)
      hits += Set(nearest.map(\.position)).intersection(matches.map(\.position)).count
      count += matches.count
    }
    return count == 0 ? 1 : Double(hits) / Double(count)
  }
}

extension ApproximateIndex {
  /// The nearest items by the graph, however few there are.
  func nearestByGraph(
    _ limit: Int, to queries: Embeddings, candidates: Int, where isIncluded: ((Int) -> Bool)? = nil
  ) throws -> [[Match]] {
    try nearest(
      limit, to: queries, candidates: candidates,
      among: isIncluded.map { IncludedItems((0..<count).map($0)) }, scanLimit: 0)
  }
}
