import HUSECore
import Testing

@Suite struct TilePairScheduleTests {
  /// Nothing here orders the accesses to what a tile adds up but the rounds themselves.
  @Test(arguments: [0, 1, 2, 3, 7, 8])
  func everyPairComesOnceAndTheOrderOfEachTileIsFixed(count: Int) {
    // The partners of each tile as they came, and how many came.
    var partners = [Int](repeating: -1, count: count * count)
    var counts = [Int](repeating: 0, count: count)
    let sum = partners.withUnsafeMutableBufferPointer { partners in
      counts.withUnsafeMutableBufferPointer { counts in
        // The places of a tile are written in its turn.
        nonisolated(unsafe) let (partners, counts) = (partners, counts)
        var states: [Void] = [Void](repeating: (), count: Parallel.threadCount)
        return TilePairSchedule(count: count).sum(states: &states) { first, second, _ in
          first * 100 + second
        } add: { first, second, _, value in
          for (tile, partner) in first == second
            ? [(first, first)]
            : [
              (first, second), (second, first),
            ]
          {
            partners[tile * count + counts[tile]] = partner
            counts[tile] += 1
          }
          return Double(value)
        }
      }
    }
    for tile in 0..<count {
      let expected = (0..<count).map { round in (round - tile + count) % count }
      #expect(Array(partners[tile * count..<(tile + 1) * count]) == expected)
    }
    let values = (0..<count).flatMap { first in (first..<count).map { first * 100 + $0 } }
    #expect(sum == Double(values.reduce(0, +)))
  }
}
