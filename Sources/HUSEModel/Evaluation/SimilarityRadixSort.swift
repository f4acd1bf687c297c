/// Sorts positions by similarity: a radix sort in three passes over the bits of the numbers.
struct SimilarityRadixSort {
  /// Entries with the key in the upper half and the position in the lower half.
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

  /// Calls `body` with the positions, the highest similarity first.
  mutating func sort<Value>(
    _ similarities: UnsafeBufferPointer<Float>, _ body: (UnsafeBufferPointer<UInt32>) -> Value
  ) -> Value {
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
    return positions.withUnsafeBufferPointer(body)
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

  /// A number that sorts by decreasing similarity; positive and negative zero are equal.
  private static func key(_ similarity: Float) -> UInt32 {
    let bits = (similarity + 0).bitPattern
    return bits >> 31 == 1 ? bits : ~bits & 0x7FFF_FFFF
  }
}
