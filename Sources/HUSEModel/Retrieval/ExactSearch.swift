internal import HUSECore

/// The nearest of many items for some queries, by a product of every query with every item.
///
/// Threads take blocks of queries and ranges of items. The best items of the ranges are merged in
/// order, so that the first of equal items is kept, on any number of threads.
struct ExactSearch: Sendable {
  let items: Matrix
  let queries: Matrix
  let limit: Int

  /// The numbers of queries and items of a product, whose result stays in the cache of a core.
  private static let queryBlock = 256
  private static let itemBlock = 1024

  /// The nearest items of each query.
  func nearest() -> [NearestItems] {
    let blocks = (queries.rows + Self.queryBlock - 1) / Self.queryBlock
    // More units than threads, so that all threads end at about the same time.
    let wanted = max(1, 4 * Parallel.threadCount / max(blocks, 1))
    // Whole blocks: the same products, to the last digit, on any number of threads.
    let block = Self.itemBlock
    let size = ((items.rows + wanted - 1) / wanted + block - 1) / block * block
    let ranges = stride(from: 0, to: items.rows, by: size).map { $0..<min($0 + size, items.rows) }
    let found = Parallel.map(blocks * ranges.count) { unit in
      let (block, range) = unit.quotientAndRemainder(dividingBy: ranges.count)
      let start = block * Self.queryBlock
      return nearest(
        to: queries[rows: start..<min(start + Self.queryBlock, queries.rows)], in: ranges[range])
    }
    return (0..<blocks).flatMap { block in
      ranges.indices.dropFirst().reduce(into: found[block * ranges.count]) { best, range in
        for (query, later) in found[block * ranges.count + range].enumerated() {
          best[query].offer(later)
        }
      }
    }
  }

  private func nearest(to queries: Matrix, in range: Range<Int>) -> [NearestItems] {
    var best = [NearestItems](repeating: NearestItems(limit: limit), count: queries.rows)
    var memory = Matrix(uninitializedRows: queries.rows, columns: Self.itemBlock)
    let products = UnsafeSharedRows(&memory).reshaped(rows: memory.count, columns: 1)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.itemBlock) {
      let rows = start..<min(start + Self.itemBlock, range.upperBound)
      var block = products[rows: 0..<queries.rows * rows.count]
        .reshaped(rows: queries.rows, columns: rows.count)
      block.assignProduct(of: queries, and: items[rows: rows], transposingSecond: true)
      block.matrix.withUnsafeBufferPointer { values in
        for query in best.indices {
          let first = query * rows.count
          best[query].offer(
            UnsafeBufferPointer(rebasing: values[first..<first + rows.count]), firstPosition: start)
        }
      }
    }
    return best
  }
}
