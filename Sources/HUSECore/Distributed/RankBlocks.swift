/// The division of rows into blocks, and of the blocks among ranks.
///
/// Blocks do not depend on the number of ranks. Each rank has blocks that follow one another, and a
/// rank has none if there are fewer blocks than ranks.
package struct RankBlocks: Sendable, Equatable {
  /// The number of rows.
  package let rowCount: Int
  /// The number of rows of a block; the last may have fewer.
  package let blockSize: Int
  /// The number of ranks.
  package let rankCount: Int

  /// - Precondition: `blockSize` and `rankCount` are above 0.
  package init(rowCount: Int, blockSize: Int, rankCount: Int) {
    precondition(blockSize > 0 && rankCount > 0, "blocks of \(blockSize), \(rankCount) ranks")
    self.rowCount = rowCount
    self.blockSize = blockSize
    self.rankCount = rankCount
  }

  /// The number of blocks.
  package var blockCount: Int { (rowCount + blockSize - 1) / blockSize }

  /// The tree in whose order values of the blocks are added up.
  package var tree: FixedTree { FixedTree(count: blockCount) }

  /// The blocks of a rank.
  package func blocks(of rank: Int) -> Range<Int> {
    blockCount * rank / rankCount..<blockCount * (rank + 1) / rankCount
  }

  /// The rows of a rank.
  package func rows(of rank: Int) -> Range<Int> {
    let blocks = blocks(of: rank)
    let end = min(blocks.upperBound * blockSize, rowCount)
    return min(blocks.lowerBound * blockSize, rowCount)..<end
  }

  /// The numbers of rows of all ranks.
  package var rowCounts: [Int] { (0..<rankCount).map { rows(of: $0).count } }

  /// The rows of a block.
  package func rows(ofBlock block: Int) -> Range<Int> {
    block * blockSize..<min((block + 1) * blockSize, rowCount)
  }

  /// The rank that has a block.
  ///
  /// - Precondition: there is the block.
  package func rank(ofBlock block: Int) -> Int {
    (0..<rankCount).first { blocks(of: $0).contains(block) }!
  }

  /// The nodes of the tree whose values a rank computes alone.
  package func nodes(of rank: Int) -> [Range<Int>] { tree.nodes(in: blocks(of: rank)) }
}
