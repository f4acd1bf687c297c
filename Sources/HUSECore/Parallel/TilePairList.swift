/// Some pairs of tiles in a fixed order, which threads take one after another.
///
/// Contributions to a tile are added in the order of the list, so that sums are the same for any
/// number of threads. Neighbours in the list should share no tile: they wait for one another.
package struct TilePairList: Sendable {
  private let tileCount: Int
  private let pairs: [Pair]

  private struct Pair {
    let first: Int
    let second: Int
    /// The number of pairs before this one that contain the tile.
    let firstTurn: Int
    let secondTurn: Int
  }

  /// - Precondition: tiles are in `0..<tileCount`.
  package init(_ pairs: [(first: Int, second: Int)], tileCount: Int) {
    self.tileCount = tileCount
    var turns = [Int](repeating: 0, count: tileCount)
    self.pairs = pairs.map { first, second in
      let pair = Pair(
        first: first, second: second, firstTurn: turns[first], secondTurn: turns[second])
      turns[first] += 1
      if second != first { turns[second] += 1 }
      return pair
    }
  }

  /// Calls `compute` for every pair, several at a time, then `add` with its result; pairs that
  /// share a tile are added one after another.
  ///
  /// - Parameters:
  ///   - states: memory for each thread. `compute` and then `add` receive the same state for a
  ///     pair, and no other call uses it in between.
  ///   - compute: receives the position of the pair and the memory of the thread.
  ///   - add: receives the same and the result of `compute`.
  /// - Precondition: there are at least `Parallel.threadCount` states.
  package func forEach<State, Value>(
    states: inout [State],
    compute: @Sendable (_ position: Int, _ state: inout State) -> Value,
    add: @Sendable (_ position: Int, _ state: inout State, Value) -> Void
  ) {
    precondition(states.count >= Parallel.threadCount, "\(states.count) states for the threads")
    let pairs = pairs
    states.withUnsafeMutableBufferPointer { states in
      withUnsafeTemporaryAllocation(of: TileTurn.self, capacity: tileCount) { turns in
        for tile in 0..<tileCount { turns.initializeElement(at: tile, to: TileTurn()) }
        defer { turns.deinitialize() }
        // A state belongs to one thread.
        nonisolated(unsafe) let (turns, states) = (turns, states)
        Parallel.forEach(pairs.count) { position, thread in
          let pair = pairs[position]
          let value = compute(position, &states[thread])
          turns[pair.first].wait(for: pair.firstTurn)
          turns[pair.second].wait(for: pair.secondTurn)
          add(position, &states[thread], value)
          turns[pair.first].end(pair.firstTurn)
          if pair.second != pair.first { turns[pair.second].end(pair.secondTurn) }
        }
      }
    }
  }
}
