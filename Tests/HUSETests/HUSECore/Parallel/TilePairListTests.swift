import HUSECore
import Testing

@Suite struct TilePairListTests {
  /// Nothing here orders the accesses to what a tile adds up but the turns themselves.
  @Test func contributionsToATileComeInTheOrderOfTheList() {
    let pairs = (0..<400).map { ($0 * 7 % 5, 4 - $0 * 3 % 5) }
    var partners = [[Int]](repeating: [], count: 5)
    partners.withUnsafeMutableBufferPointer { partners in
      // The partners of a tile are written in its turn.
      nonisolated(unsafe) let partners = partners
      var states = [Int](repeating: 0, count: Parallel.threadCount)
      TilePairList(pairs, tileCount: 5).forEach(states: &states) { position, _ in
        position
      } add: { position, _, value in
        #expect(value == position)
        let (first, second) = pairs[position]
        partners[first].append(position)
        if second != first { partners[second].append(position) }
      }
    }
    for tile in 0..<5 {
      #expect(
        partners[tile] == pairs.indices.filter { pairs[$0].0 == tile || pairs[$0].1 == tile })
    }
  }
}
