import HUSEModel
import Testing

@Suite struct BlockSpreadingTests {
  @Test(
    arguments: [
      (8, [0, 1, 4, 5, 2, 3, 6, 7]), (11, [0, 1, 8, 9, 4, 5, 2, 3, 6, 7, 10]), (3, [0, 1, 2]),
      (1, [0]), (0, []),
    ])
  func wholeBlocksComeInTheOrderOfTheirReversedNumbers(count: Int, expected: [Int]) {
    var spreading = BlockSpreading(blockSize: 2)
    let rows = Array(100..<100 + count)
    #expect(Array(spreading.spread(([0] + rows).dropFirst())) == expected.map { $0 + 100 })
    #expect(Array(spreading.spread(rows[...])) == expected.map { $0 + 100 })
  }
}
