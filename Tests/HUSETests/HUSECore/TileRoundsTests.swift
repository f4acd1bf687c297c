import HUSECore
import Synchronization
import Testing

@Suite struct TileRoundsTests {
  @Test(arguments: [0, 1, 2, 3, 7, 8])
  func everyPairComesOnceAndTheOrderOfEachTileIsFixed(count: Int) {
    let seen = Mutex<[[Int]]>([])
    let sum = TileRounds(count: count).sum { first, second, _ in
      first * 100 + second
    } add: { first, second, _, value in
      seen.withLock { $0.append([first, second]) }
      return Double(value)
    }
    let pairs = seen.withLock { $0 }
    let expected = (0..<count).flatMap { first in (first..<count).map { [first, $0] } }
    #expect(pairs.sorted { $0.lexicographicallyPrecedes($1) } == expected)
    #expect(sum == expected.reduce(0) { $0 + Double($1[0] * 100 + $1[1]) })
    for tile in 0..<count {
      let rounds = pairs.filter { $0.contains(tile) }.map { ($0[0] + $0[1]) % count }
      #expect(rounds == Array(0..<count))
    }
  }
}
