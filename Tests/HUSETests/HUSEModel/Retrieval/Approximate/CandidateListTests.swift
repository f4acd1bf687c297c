import HUSECore
import Testing

@testable import HUSEModel

@Suite struct CandidateListTests {
  /// Similarities of few values, so that many are equal.
  @Test(arguments: [0, 1, 2, 3, 7, 40], [1, 2, 5, 40])
  func theMostSimilarAreKeptInOrder(count: Int, capacity: Int) {
    var generator = SplitMix64(seed: UInt64(100 * count + capacity))
    let offered = (0..<count).map { node in
      (node: UInt32(node), similarity: Float(generator.nextInteger(below: 6)))
    }
    var list = CandidateList()
    list.reset(capacity: capacity)
    for (node, similarity) in offered { list.insert(node, similarity: similarity) }
    // Of equally similar ones the first.
    let expected = offered.sorted { ($0.similarity, $1.node) > ($1.similarity, $0.node) }
      .prefix(capacity)
    #expect(list.candidates.map(\.node) == expected.map(\.node))
    #expect(list.candidates.map(\.similarity) == expected.map(\.similarity))
  }

  @Test func theNextIsTheMostSimilarThatIsNotExpanded() {
    var list = CandidateList()
    list.reset(capacity: 3)
    list.insert(1, similarity: 0.5)
    list.insert(2, similarity: 0.7)
    #expect(list.expandNext() == 2)
    list.insert(3, similarity: 0.9)
    list.insert(4, similarity: 0.6)
    #expect(list.candidates.map(\.node) == [3, 2, 4])
    #expect(list.expandNext() == 3)
    #expect(list.expandNext() == 4)
    #expect(list.expandNext() == nil)
    list.reset(capacity: 3)
    #expect(list.count == 0 && list.expandNext() == nil)
  }
}
