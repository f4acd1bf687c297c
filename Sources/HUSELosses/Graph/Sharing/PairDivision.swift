package import HUSECore

/// The division of all pairs of a batch's embeddings among ranks.
///
/// The images and the texts of a block are tiles, and the tiles of blocks that follow one another
/// a group. The gradient of a tile from its pairs with a group is computed by one rank. Of two
/// groups that belong to two ranks, one of these computes the pairs, so that no cosine is computed
/// twice, and gives the other the sums for its tiles. Where a group belongs to several ranks, each
/// computes what its own tiles need.
package struct PairDivision: Sendable {
  /// Some images or texts that follow one another.
  package struct Tile: Sendable {
    package let rows: Range<Int>
    package let group: Int
    /// The rank that has these embeddings.
    let rank: Int
  }

  /// What two tiles give to one of them: nothing on this rank, a part of its gradient, or the last
  /// part from the group of the other.
  package enum Use: Sendable { case none, part, lastPart }

  /// Two tiles whose pairs this rank computes, `first ≤ second`.
  package struct Unit: Sendable {
    package let first: Int
    package let second: Int
    package fileprivate(set) var firstUse: Use
    package fileprivate(set) var secondUse: Use
  }

  let groups: TileGroups
  package let tiles: [Tile]
  /// In an order in which few neighbours share a tile.
  package private(set) var units: [Unit] = []

  /// This rank.
  private let rank: Int
  /// The rank of each group whose blocks belong to one rank, otherwise `nil`.
  private let ranks: [Int?]
  /// The groups that each rank has alone.
  private let ownGroups: [Range<Int>]
  /// The tiles of each group.
  private let groupTiles: [Range<Int>]

  /// - Parameters:
  ///   - blocks: the pairs of each rank.
  ///   - rank: this rank.
  ///   - threads: the number of threads that work on the units.
  package init(
    _ blocks: RankBlocks, rank: Int, threads: Int = Parallel.threadCount
  ) {
    let groups = TileGroups(blockCount: blocks.blockCount)
    self.groups = groups
    self.rank = rank
    var tiles: [Tile] = []
    groupTiles = (0..<groups.count).map { group in
      let start = tiles.count
      for block in groups.blocks(of: group) {
        let rank = blocks.rank(ofBlock: block)
        let images = blocks.rows(ofBlock: block)
        for rows in [images, images.offset(by: blocks.rowCount)] {
          tiles += Self.parts(of: rows).map { Tile(rows: $0, group: group, rank: rank) }
        }
      }
      return start..<tiles.count
    }
    self.tiles = tiles
    let ranks = groupTiles.map { range in
      let first = tiles[range.lowerBound].rank
      return tiles[range].allSatisfy { $0.rank == first } ? first : nil
    }
    self.ranks = ranks
    ownGroups = (0..<blocks.rankCount).map { rank in
      let first = ranks.firstIndex { $0 == rank } ?? 0
      return first..<first + ranks.count { $0 == rank }
    }
    units = unitsOfThisRank(threads: threads)
  }

  /// Rows in as few parts of about the same size as fit a tile.
  private static func parts(of rows: Range<Int>) -> [Range<Int>] {
    let count = (rows.count + MaskedPairwiseError.tileSize - 1) / MaskedPairwiseError.tileSize
    let starts = (0...count).map { rows.lowerBound + rows.count * $0 / count }
    return zip(starts, starts.dropFirst()).map { $0..<$1 }
  }

  /// The rank that computes the gradient of a tile from its pairs with a group.
  func rank(computing tile: Int, with group: Int) -> Int {
    let own = tiles[tile].group
    guard let rank = ranks[own], let other = ranks[group], rank != other else {
      return tiles[tile].rank
    }
    return rank < other
      ? computing(own, of: rank, with: group, of: other)
      : computing(group, of: other, with: own, of: rank)
  }

  /// Which of two ranks computes the pairs of two groups.
  ///
  /// The first computes those of the first half of its groups. The pairs of the group in the middle
  /// are halved by the groups of the other.
  private func computing(_ group: Int, of rank: Int, with other: Int, of otherRank: Int) -> Int {
    for (group, groups) in [(group, ownGroups[rank]), (other, ownGroups[otherRank])] {
      let position = 2 * (group - groups.lowerBound) + 1
      if position != groups.count { return position < groups.count ? rank : otherRank }
    }
    return (rank + otherRank) % 2 == 1 ? rank : otherRank
  }

  private func unitsOfThisRank(threads: Int) -> [Unit] {
    var units: [Unit] = []
    var rounds = 1
    while rounds < groups.count { rounds *= 2 }
    let width = groupTiles.map(\.count).max() ?? 0
    // As many pairs of groups at a time as keep all threads busy: the sums of their tiles stay in
    // the cache.
    let together = max(1, 2 * threads / max(width, 1))
    // A group meets one other in each round, and a tile one other in each step of a round.
    for round in 0..<rounds {
      let first = (0..<groups.count).filter { $0 ^ round < groups.count && $0 <= $0 ^ round }
      for start in stride(from: 0, to: first.count, by: together) {
        for step in 0..<width {
          for group in first[start..<min(start + together, first.count)] {
            units += pairs(of: group, and: group ^ round, step: step).compactMap(unit)
          }
        }
      }
    }
    markLastParts(&units)
    return units
  }

  /// Two tiles, if this rank needs their pairs.
  private func unit(of first: Int, and second: Int) -> Unit? {
    let unit = Unit(
      first: first, second: second, firstUse: use(of: first, with: second),
      secondUse: first == second ? .none : use(of: second, with: first))
    return unit.firstUse != .none || unit.secondUse != .none ? unit : nil
  }

  private func use(of tile: Int, with other: Int) -> Use {
    rank(computing: tile, with: tiles[other].group) == rank ? .part : .none
  }

  /// The pairs of tiles of two groups that have their turn in a step.
  private func pairs(of group: Int, and other: Int, step: Int) -> [(Int, Int)] {
    let (tiles, others) = (groupTiles[group], groupTiles[other])
    let width = max(tiles.count, others.count)
    guard step < width else { return [] }
    if group == other {
      return (0..<width).compactMap { first in
        let second = (step - first + width) % width
        return first <= second ? (tiles.lowerBound + first, tiles.lowerBound + second) : nil
      }
    }
    return (0..<tiles.count).compactMap { first in
      let second = (first + step) % width
      return second < others.count
        ? (tiles.lowerBound + first, others.lowerBound + second) : nil
    }
  }

  private func markLastParts(_ units: inout [Unit]) {
    var isMarked = [Bool](repeating: false, count: tiles.count * groups.count)
    func mark(_ tile: Int, with other: Int, _ use: inout Use) {
      let place = tile * groups.count + tiles[other].group
      guard use == .part, !isMarked[place] else { return }
      isMarked[place] = true
      use = .lastPart
    }
    for index in units.indices.reversed() {
      let unit = units[index]
      mark(unit.first, with: unit.second, &units[index].firstUse)
      mark(unit.second, with: unit.first, &units[index].secondUse)
    }
  }

  /// A sum that a rank computes for a tile of another.
  struct Transfer: Sendable {
    let tile: Int
    let node: Int
  }

  /// What a rank gives to another, in the order in which it is sent.
  func transfers(from rank: Int, to receiver: Int) -> [Transfer] {
    guard rank != receiver else { return [] }
    return tiles.indices.filter { tiles[$0].rank == receiver }.flatMap { tile in
      groups.nodes { self.rank(computing: tile, with: $0) == rank }
        .map { Transfer(tile: tile, node: $0) }
    }
  }
}
