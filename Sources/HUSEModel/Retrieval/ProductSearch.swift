internal import HUSECore

/// Finds the items nearest to some queries by a product of every query with every item.
///
/// Threads take blocks of queries and ranges of items. The best items of the ranges are merged in
/// order, so that the first of equal items is kept, on any number of threads.
struct ProductSearch: Sendable {
  let items: StoredVectors
  let queries: Matrix
  let limit: Int
  /// Whether each item may be found; `nil` if all may.
  var included: [Bool]?

  /// The number of queries in a product, chosen so that the result stays in the cache of a core.
  private static let queryBlock = 256
  private static let itemBlock = 1024
  /// The smallest number of candidates in addition to the results.
  private static let extraCandidates = 40

  /// The nearest items of each query, nearest first.
  func nearest() -> [[NearestItems.Item]] {
    guard items.storage == .int8 else { return scan(limit: limit).map(found) }
    let candidates = scan(limit: Self.candidateCount(limit: limit)).map(found)
    return Parallel.map(queries.rows) { query in
      let vector = queries[rows: query..<query + 1]
      return items.nearest(limit, to: vector, among: candidates[query].map(\.position))
    }
  }

  /// The number of candidates that are scanned for where the scan rounds.
  static func candidateCount(limit: Int) -> Int { max(2 * limit, limit + extraCandidates) }

  /// The items that a scan found, nearest first, without those that are not included.
  private func found(_ best: NearestItems) -> [NearestItems.Item] {
    included == nil ? best.sorted : best.sorted.filter { $0.similarity > -.infinity }
  }

  private func scan(limit: Int) -> [NearestItems] {
    let blocks = (queries.rows + Self.queryBlock - 1) / Self.queryBlock
    // More units than threads, so that all threads end at about the same time.
    let wanted = max(1, 4 * Parallel.threadCount / max(blocks, 1))
    // Units are whole blocks, so products are the same to the last digit on any number of threads.
    let block = Self.itemBlock
    let size = ((items.rows + wanted - 1) / wanted + block - 1) / block * block
    let ranges = stride(from: 0, to: items.rows, by: size).map { $0..<min($0 + size, items.rows) }
    let found = Parallel.map(blocks * ranges.count) { unit in
      let (block, range) = unit.quotientAndRemainder(dividingBy: ranges.count)
      let start = block * Self.queryBlock
      return scan(
        ranges[range], for: start..<min(start + Self.queryBlock, queries.rows), limit: limit)
    }
    return (0..<blocks).flatMap { block in
      ranges.indices.dropFirst().reduce(into: found[block * ranges.count]) { best, range in
        for (query, later) in found[block * ranges.count + range].enumerated() {
          best[query].offer(later)
        }
      }
    }
  }

  private func scan(
    _ range: Range<Int>, for queryRows: Range<Int>, limit: Int
  ) -> [NearestItems] {
    var best = [NearestItems](repeating: NearestItems(limit: limit), count: queryRows.count)
    var scan = VectorScan(of: items, for: queries[rows: queryRows], blockSize: Self.itemBlock)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.itemBlock) {
      let rows = start..<min(start + Self.itemBlock, range.upperBound)
      scan.setSimilarities(of: rows)
      if let included { scan.exclude(rows.filter { !included[$0] }.map { $0 - start }) }
      scan.withSimilarities { query, similarities in
        best[query].offer(
          UnsafeBufferPointer(rebasing: similarities[..<rows.count]), firstPosition: start)
      }
    }
    return best
  }
}

extension StoredVectors {
  /// The `limit` of some vectors that are nearest to another, in the precision in which they are
  /// stored.
  func nearest(
    _ limit: Int, to vector: Matrix, among positions: [Int]
  ) -> [NearestItems.Item] {
    let items = positions.map {
      NearestItems.Item(position: $0, similarity: similarity(ofRow: $0, to: vector))
    }
    return Array(items.sorted { $0.precedes($1) }.prefix(limit))
  }
}
