package import HUSECore

/// The division of a batch among ranks that all have its outputs.
///
/// A loss sees the whole batch. Each rank needs the gradient of its own rows only, so a loss may
/// leave out the rest, and must give every rank the same value. A loss that knows nothing of this
/// is computed as a whole by every rank.
package struct BatchShard: Sendable {
  /// The pairs of each rank.
  package let blocks: RankBlocks
  /// The other ranks.
  package let communicator: any Communicator

  /// - Precondition: there are blocks for each rank.
  package init(_ blocks: RankBlocks, over communicator: any Communicator) {
    precondition(blocks.rankCount == communicator.size, "\(blocks.rankCount) ranks")
    self.blocks = blocks
    self.communicator = communicator
  }

  /// The pairs of this rank.
  package var ownPairs: Range<Int> { blocks.rows(of: communicator.rank) }
  /// The blocks of this rank.
  package var ownBlocks: Range<Int> { blocks.blocks(of: communicator.rank) }
}

extension BatchGradient {
  /// Adds up numbers, each of which one rank knows, in order.
  ///
  /// - Parameters:
  ///   - values: the numbers; the others do not use those that this rank does not know.
  ///   - shard: the ranks.
  ///   - owner: the rank that knows a number.
  /// - Returns: the sum, the same on every rank; 0 after a failure.
  mutating func sum(
    _ values: [Double], over shard: BatchShard, owner: (_ position: Int) -> Int
  ) -> Double {
    sums(values, count: 1, over: shard, owner: owner)[0]
  }

  /// The same for groups of `count` numbers: the sums of the first numbers of all groups, of the
  /// second, and so on.
  mutating func sums(
    _ values: [Double], count: Int, over shard: BatchShard, owner: (_ group: Int) -> Int
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    guard failure == nil else { return sums }
    do throws(HUSEError) {
      let all = try shard.communicator.all(values)
      for group in 0..<values.count / count {
        let known = all[owner(group)]
        for position in 0..<count { sums[position] += known[group * count + position] }
      }
    } catch {
      failure = error
    }
    return sums
  }
}
