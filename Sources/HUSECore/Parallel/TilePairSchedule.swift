/// All pairs of the tiles in a list, in rounds; in each round every tile is in one pair.
///
/// Round r holds the pairs {i, j} with i + j ≡ r (mod n). Threads take one pair after another.
/// Contributions to a tile are added in the order of the rounds, so that sums are the same for any
/// number of threads.
package struct TilePairSchedule: Sendable {
  /// The number of tiles, n.
  package let count: Int

  package init(count: Int) { self.count = count }

  /// Calls `compute` for every pair `first ≤ second`, several at a time, then `add` with its
  /// result; pairs that share a tile are added one after another.
  ///
  /// - Parameters:
  ///   - states: memory for each thread. `compute` and then `add` receive the same state for a
  ///     pair, and no other call uses it in between.
  ///   - compute: receives both tiles and the memory of the thread.
  ///   - add: receives the same and the result of `compute`.
  /// - Returns: the sum of what `add` returned.
  /// - Precondition: there are at least `Parallel.threadCount` states.
  package func sum<State, Value>(
    states: inout [State],
    compute: @Sendable (_ first: Int, _ second: Int, _ state: inout State) -> Value,
    add: @Sendable (_ first: Int, _ second: Int, _ state: inout State, Value) -> Double
  ) -> Double {
    precondition(states.count >= Parallel.threadCount, "\(states.count) states for the threads")
    return states.withUnsafeMutableBufferPointer { states in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { sums in
        sums.initialize(repeating: 0)
        addUp(states: states, compute: compute, add: add, into: sums)
        return sums.reduce(0, +)
      }
    }
  }

  /// Adds the result of `add` to the sum of the first tile of its pair.
  private func addUp<State, Value>(
    states: UnsafeMutableBufferPointer<State>,
    compute: @Sendable (_ first: Int, _ second: Int, _ state: inout State) -> Value,
    add: @Sendable (_ first: Int, _ second: Int, _ state: inout State, Value) -> Double,
    into sums: UnsafeMutableBufferPointer<Double>
  ) {
    withUnsafeTemporaryAllocation(of: TileTurn.self, capacity: count) { turns in
      for tile in 0..<count { turns.initializeElement(at: tile, to: TileTurn()) }
      defer { turns.deinitialize() }
      // A state belongs to one thread, and only the thread whose turn it is writes a sum.
      nonisolated(unsafe) let (turns, sums, states) = (turns, sums, states)
      Parallel.forEach(count * count) { index, thread in
        let (round, first) = index.quotientAndRemainder(dividingBy: count)
        let second = (round - first + count) % count
        guard first <= second else { return }
        let value = compute(first, second, &states[thread])
        turns[first].wait(for: round)
        turns[second].wait(for: round)
        sums[first] += add(first, second, &states[thread], value)
        turns[first].end(round)
        if second != first { turns[second].end(round) }
      }
    }
  }
}
