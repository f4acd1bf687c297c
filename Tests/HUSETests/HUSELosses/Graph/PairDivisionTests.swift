import HUSECore
import HUSELosses
import Testing

/// Which rank computes which pairs of embeddings of a batch.
@Suite struct PairDivisionTests {
  static func divisions(blocks: Int, ranks: Int, blockSize: Int = 32) -> [PairDivision] {
    let rows = RankBlocks(
      rowCount: blocks * blockSize - 5, blockSize: blockSize, rankCount: ranks)
    return (0..<ranks).map { PairDivision(rows, rank: $0) }
  }

  @Test(
    arguments: [1, 2, 3, 16, 19, 40], [1, 2, 3, 4, 5, 7, 16, 24])
  func eachGradientOfATileIsComputedByOneRank(blocks: Int, ranks: Int) {
    let divisions = Self.divisions(blocks: blocks, ranks: ranks)
    let count = divisions[0].tiles.count
    #expect(count == 2 * blocks)
    // For each tile, how often its gradient from each tile is computed.
    var counts = [Int](repeating: 0, count: count * count)
    for unit in divisions.flatMap(\.units) {
      if unit.firstUse != .none { counts[unit.first * count + unit.second] += 1 }
      if unit.secondUse != .none { counts[unit.second * count + unit.first] += 1 }
    }
    #expect(counts == [Int](repeating: 1, count: count * count))
  }

  /// Whatever is worked on together, the parts of a gradient come in the same order.
  @Test func threadsDoNotChangeTheOrderOfATileAndAGroup() {
    let rows = RankBlocks(rowCount: 40 * 32, blockSize: 32, rankCount: 3)
    for rank in 0..<3 {
      func partners(threads: Int) -> [[Int]: [Int]] {
        let division = PairDivision(rows, rank: rank, threads: threads)
        var partners: [[Int]: [Int]] = [:]
        for unit in division.units {
          let (first, second) = (unit.first, unit.second)
          partners[[first, division.tiles[second].group], default: []].append(second)
          partners[[second, division.tiles[first].group], default: []].append(first)
        }
        return partners
      }
      let one = partners(threads: 1)
      for threads in [2, 7, 64] { #expect(partners(threads: threads) == one) }
    }
  }

  @Test func tilesAreAllRowsAndNoneIsLarge() {
    let tiles = Self.divisions(blocks: 3, ranks: 2, blockSize: 272)[0].tiles
    #expect(tiles.flatMap { Array($0.rows) }.sorted() == Array(0..<2 * (3 * 272 - 5)))
    #expect(tiles.allSatisfy { $0.rows.count <= 136 })
  }

  /// No pair is computed twice, and no rank computes many more than the others.
  @Test(arguments: [(16, 2), (16, 3), (16, 4), (16, 8), (16, 16), (48, 3), (64, 16)])
  func ranksComputeAboutAsManyPairs(blocks: Int, ranks: Int) {
    let counts = Self.divisions(blocks: blocks, ranks: ranks).map(\.units.count)
    let all = 2 * blocks * (2 * blocks + 1) / 2
    #expect(counts.reduce(0, +) == all)
    #expect(counts.max()! * ranks <= all * 9 / 8, "\(counts)")
  }
}
