/// Items in the order of their similarity to one query after the other.
///
/// Memory beyond the items: one block of similarities, 256 queries by all items.
struct RankedItems {
  private let items: Embeddings
  /// The items that equal an earlier one. A block rounds equal rows differently in different
  /// places; only a copy makes them equally near, to rank by position.
  private let repetitions: [(position: Int, first: Int)]

  init(_ items: Embeddings) {
    self.items = items
    var firsts: [Embedding: Int] = [:]
    var repetitions: [(position: Int, first: Int)] = []
    for (position, item) in items.enumerated() {
      if let first = firsts[item] {
        repetitions.append((position, first))
      } else {
        firsts[item] = position
      }
    }
    self.repetitions = repetitions
  }

  /// Calls `body` with each query and the positions of all items, nearest first; of equally near ones
  /// the first.
  func rank(
    for queries: Embeddings,
    _ body: (_ query: Int, _ positions: UnsafeBufferPointer<UInt32>) -> Void
  ) {
    let blockSize = 256
    var order = SimilarityOrder(count: items.count)
    for start in stride(from: 0, to: queries.count, by: blockSize) {
      let block = start..<min(start + blockSize, queries.count)
      var products = Matrix(uninitializedRows: block.count, columns: items.count)
      products.assignProduct(
        of: queries.vectors[rows: block], and: items.vectors, transposingSecond: true)
      products.withUnsafeMutableBufferPointer { products in
        for query in block {
          let row = (query - start) * items.count
          let similarities = UnsafeMutableBufferPointer(
            rebasing: products[row..<row + items.count])
          for (position, first) in repetitions { similarities[position] = similarities[first] }
          order.sort(UnsafeBufferPointer(similarities)) { body(query, $0) }
        }
      }
    }
  }
}

/// Sorts positions by similarity in three passes over parts of the numbers' bits.
private struct SimilarityOrder {
  /// A key above, the position below.
  private var entries: [UInt64]
  private var sorted: [UInt64]
  private var counts: [Int]
  private var positions: [UInt32]

  private static let bits = 11
  private static let buckets = 1 << bits

  init(count: Int) {
    entries = [UInt64](repeating: 0, count: count)
    sorted = entries
    counts = [Int](repeating: 0, count: Self.buckets)
    positions = [UInt32](repeating: 0, count: count)
  }

  mutating func sort(
    _ similarities: UnsafeBufferPointer<Float>,
    _ body: (UnsafeBufferPointer<UInt32>) -> Void
  ) {
    for (position, similarity) in similarities.enumerated() {
      entries[position] = UInt64(Self.key(similarity)) << 32 | UInt64(position)
    }
    for shift in stride(from: 32, to: 64, by: Self.bits) {
      sortEntries(byBitsFrom: shift)
      swap(&entries, &sorted)
    }
    for position in positions.indices {
      positions[position] = UInt32(truncatingIfNeeded: entries[position])
    }
    positions.withUnsafeBufferPointer(body)
  }

  /// Keeps the order of entries whose bits are equal.
  private mutating func sortEntries(byBitsFrom shift: Int) {
    entries.withUnsafeBufferPointer { entries in
      sorted.withUnsafeMutableBufferPointer { sorted in
        counts.withUnsafeMutableBufferPointer { counts in
          counts.update(repeating: 0)
          let mask = UInt64(Self.buckets - 1)
          for entry in entries { counts[Int(entry >> UInt64(shift) & mask)] += 1 }
          var sum = 0
          for bucket in counts.indices {
            (counts[bucket], sum) = (sum, sum + counts[bucket])
          }
          for entry in entries {
            let bucket = Int(entry >> UInt64(shift) & mask)
            sorted[counts[bucket]] = entry
            counts[bucket] += 1
          }
        }
      }
    }
  }

  /// Numbers whose order is that of falling similarities; both zeros are one.
  private static func key(_ similarity: Float) -> UInt32 {
    let bits = (similarity + 0).bitPattern
    return bits >> 31 == 1 ? bits : ~bits & 0x7FFF_FFFF
  }
}
