import HUSE
import Testing

@testable import HUSEReport

@Suite struct ConfusionTests {
  @Test func mistakesAreCountedAndTheMostFrequentComesFirst() throws {
    let names = ["fruit/apple", "drink/tea", "fruit/pear"]
    let labels = [0, 0, 0, 1, 1, 2]
    let tree = try ClassTree(
      labels: labels, classNames: names, taxonomy: Taxonomy(classPaths: names))
    let confusion = Confusion(labels: labels, predictions: [2, 2, 0, 1, 0, 2], tree: tree)
    #expect(
      confusion.mistakes == [
        Confusion.Mistake(expected: 0, predicted: 2, count: 2, total: 3),
        Confusion.Mistake(expected: 1, predicted: 0, count: 1, total: 2),
      ])
    #expect(confusion.groups.map(\.name) == ["fruit/apple", "fruit/pear", "drink/tea"])
    #expect(confusion.counts == [[1, 2, 0], [0, 1, 0], [1, 0, 1]])
    #expect(!confusion.isPartial)
  }

  /// 60 classes below 20 nodes: the nodes are drawn.
  @Test func manyClassesAreJoinedAlongTheTree() throws {
    let names = (0..<60).map { "kind \($0 % 2)/group \($0 % 20)/class \($0)" }
    let labels = Array(0..<60)
    let tree = try ClassTree(
      labels: labels, classNames: names, taxonomy: Taxonomy(classPaths: names))
    let confusion = Confusion(
      labels: labels, predictions: labels.map { ($0 + 20) % 60 }, tree: tree)
    #expect(confusion.groups.count == 20)
    #expect(confusion.groups.allSatisfy { $0.classes.count == 3 })
    #expect(confusion.groups[0].name.hasPrefix("kind 0/group "))
    // Each class is taken for another of its node.
    for (row, counts) in confusion.counts.enumerated() {
      #expect(counts.enumerated().allSatisfy { $1 == ($0 == row ? 3 : 0) })
    }
    #expect(!confusion.isPartial)
  }

  @Test func ofManyClassesWithoutATreeThoseWithMistakesAreDrawn() throws {
    let names = (100..<160).map { "class \($0)" }
    let labels = Array(0..<60)
    let tree = try ClassTree(labels: labels, classNames: names, taxonomy: nil)
    let predictions = labels.map { $0 >= 50 ? $0 - 50 : $0 }
    let confusion = Confusion(labels: labels, predictions: predictions, tree: tree)
    #expect(confusion.isPartial)
    #expect(confusion.groups.count == Confusion.sizeLimit)
    #expect(confusion.groups.map(\.name) == Array(names[..<30] + names[50...]))
  }
}
