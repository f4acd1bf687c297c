import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The pairs of tiles of one list with itself, in rounds: in each round every tile is in one pair.
///
/// Round r holds the pairs {i, j} with i + j ≡ r (mod n). Threads take pair after pair; what they
/// add to a tile is added in the order of the rounds, so that sums are the same on any number of
/// threads.
package struct TileRounds: Sendable {
  /// The tiles, n.
  package let count: Int

  package init(count: Int) { self.count = count }

  /// Calls `compute` for every pair `first ≤ second`, several at a time, then `add` with what it
  /// returned: for pairs that share a tile one after the other.
  ///
  /// - Parameter compute: also takes the number of the thread, for memory of its own.
  /// - Returns: the sum of what `add` returned.
  package func sum<Value>(
    compute: @Sendable (_ first: Int, _ second: Int, _ thread: Int) -> Value,
    add: @Sendable (_ first: Int, _ second: Int, _ thread: Int, Value) -> Double
  ) -> Double {
    withUnsafeTemporaryAllocation(of: Tile.self, capacity: count) { tiles in
      for tile in 0..<count { tiles.initializeElement(at: tile, to: Tile()) }
      defer { tiles.deinitialize() }
      // A tile is written by the thread whose turn it is.
      nonisolated(unsafe) let shared = tiles
      Parallel.forEach(count * count) { index, thread in
        let (round, first) = index.quotientAndRemainder(dividingBy: count)
        let second = (round - first + count) % count
        guard first <= second else { return }
        let value = compute(first, second, thread)
        shared[first].wait(for: round)
        shared[second].wait(for: round)
        shared[first].sum += add(first, second, thread, value)
        shared[first].end(round)
        if second != first { shared[second].end(round) }
      }
      var sum = 0.0
      for tile in 0..<count { sum += tiles[tile].sum }
      return sum
    }
  }

  /// The round that a tile waits for, and what was added up in those before.
  private struct Tile: ~Copyable {
    let round = Atomic(0)
    var sum = 0.0

    /// Pairs of earlier rounds are done or with other threads, which wait for none of later rounds.
    func wait(for round: Int) {
      while self.round.load(ordering: .acquiring) != round { sched_yield() }
    }

    func end(_ round: Int) { self.round.store(round + 1, ordering: .releasing) }
  }
}
