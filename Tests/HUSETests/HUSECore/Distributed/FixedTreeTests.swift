import HUSECore
import Testing

@Suite struct FixedTreeTests {
  @Test func childrenHavePowersOfTwoOnTheLeft() {
    let (left, right) = FixedTree.children(of: 3..<10)
    #expect(left == 3..<7)
    #expect(right == 7..<10)
  }

  @Test func nodesOfARangeAreTheFewestAndHaveItsLeaves() {
    let tree = FixedTree(count: 11)
    #expect(tree.nodes(in: 0..<11) == [0..<11])
    #expect(tree.nodes(in: 0..<8) == [0..<8])
    #expect(tree.nodes(in: 1..<7) == [1..<2, 2..<4, 4..<6, 6..<7])
    #expect(tree.nodes(in: 4..<4) == [])
    #expect(FixedTree(count: 0).nodes(in: 0..<0) == [])
  }

  /// Values whose sum depends on the order of the additions.
  @Test(arguments: [1, 2, 3, 7, 8, 13, 16]) func partsDoNotChangeTheSum(count: Int) {
    var generator = SplitMix64(seed: 3)
    let values = (0..<count).map { _ in
      Float(generator.nextUniform() - 0.5) * Float(1 << generator.nextInteger(below: 24))
    }
    func sum(of range: Range<Int>) -> Float {
      guard range.count > 1 else { return values[range.lowerBound] }
      let (left, right) = FixedTree.children(of: range)
      return sum(of: left) + sum(of: right)
    }
    for ranks in 1...5 {
      let known = (0..<ranks).flatMap {
        FixedTree(count: count).nodes(in: count * $0 / ranks..<count * ($0 + 1) / ranks)
      }
      var sums = known.map(sum)
      let position = FixedTree.sum(0..<count, of: known) { sums[$0] += sums[$1] }
      #expect(position == 0)
      #expect(sums[0] == sum(of: 0..<count), "\(ranks) ranks")
    }
  }
}
