import HUSECore
import HUSELosses
import Testing

@Suite struct BlockSparseMaskTests {
  /// Twelve classes in three groups; those of a group are near each other.
  private static let distances: Matrix = {
    var distances = Matrix(rows: 12, columns: 12)
    for first in 0..<12 {
      for second in 0..<12 where first != second {
        distances[first, second] = first / 4 == second / 4 ? 0.3 : 0.9
      }
    }
    return distances
  }()

  private static func blocks(
    of labels: [Int], margin: Float, rows: Range<Int>, columns: Range<Int>
  ) -> [PairBlock] {
    var blocks: [PairBlock] = []
    BlockSparseMask(labels: labels.map(Int32.init), distances: distances, margin: margin)
      .append(rows: rows, columns: columns, to: &blocks)
    return blocks
  }

  /// Labels of rows that lie in the order of their classes, and of rows that do not.
  private static let orders: [[Int]] = [
    (0..<12).flatMap { [Int](repeating: $0, count: 7 + $0) },
    (0..<150).map { $0 * 5 % 12 },
    (0..<100).map { _ in 3 },
  ]

  @Test(arguments: orders, [0.1, 0.5, 2] as [Float])
  func everyNearPairIsInOneBlock(labels: [Int], margin: Float) {
    let (rows, columns) = (10..<90, 3..<labels.count)
    var times = [Int](repeating: 0, count: labels.count * labels.count)
    for block in Self.blocks(of: labels, margin: margin, rows: rows, columns: columns) {
      #expect(rows.contains(block.rows) && columns.contains(block.columns))
      for row in block.rows {
        for column in block.columns { times[row * labels.count + column] += 1 }
      }
    }
    #expect(times.allSatisfy { $0 <= 1 })
    for row in rows {
      for column in columns where Self.distances[labels[row], labels[column]] < margin {
        #expect(times[row * labels.count + column] == 1)
      }
    }
  }

  @Test func groupsOfNearClassesBecomeBlocks() {
    // 160 rows of each group.
    let labels = (0..<480).map { $0 / 40 }
    let blocks = Self.blocks(of: labels, margin: 0.5, rows: 0..<480, columns: 0..<480)
    let pairs = blocks.reduce(0) { $0 + $1.count }
    #expect(pairs == 3 * 160 * 160)
    let far = Self.blocks(of: labels, margin: 0.5, rows: 0..<160, columns: 160..<480)
    #expect(far.isEmpty)
  }

  @Test func whatIsNearAllOverStaysWhole() {
    let labels = (0..<480).map { $0 / 40 }
    let blocks = Self.blocks(of: labels, margin: 1, rows: 0..<256, columns: 256..<480)
    #expect(blocks == [PairBlock(rows: 0..<256, columns: 256..<480)])
  }

  @Test func noRowsGiveNoBlock() {
    #expect(Self.blocks(of: [0], margin: 1, rows: 0..<0, columns: 0..<1).isEmpty)
  }
}
