import HUSE
import Testing

@testable import HUSEReport

@Suite struct ClassTreeTests {
  private static let names = [
    "pizza", "fruit/pear", "drink/tea/green", "fruit/apple", "drink/water", "drink/tea/black",
  ]

  private func tree(_ labels: [Int] = Array(0..<6)) throws -> ClassTree {
    try ClassTree(
      labels: labels, classNames: Self.names, taxonomy: Taxonomy(classPaths: Self.names))
  }

  @Test func classesOfABranchAreNearMisses() throws {
    let tree = try tree()
    #expect(tree.verdict(found: 1, expected: 1) == .right)
    #expect(tree.verdict(found: 3, expected: 1) == .near)
    #expect(tree.verdict(found: 4, expected: 2) == .near)
    #expect(tree.verdict(found: 0, expected: 1) == .wrong)
    #expect(tree.verdict(found: 1, expected: 2) == .wrong)
  }

  @Test func branchesAreTogetherInTheOrder() throws {
    let tree = try tree()
    #expect(
      tree.order.map { Self.names[$0].prefix(5) } == [
        "pizza", "fruit", "fruit", "drink", "drink", "drink",
      ])
    #expect(tree.branches.map(\.name) == ["pizza", "fruit", "drink"])
    #expect(tree.branches.map { $0.classes.sorted() } == [[0], [1, 3], [2, 4, 5]])
    #expect(
      tree.groups(atDepth: 2).map(\.name).sorted() == [
        "drink/tea", "drink/water", "fruit/apple", "fruit/pear", "pizza",
      ])
  }

  @Test func onlyClassesWithPairsAreInTheOrderAndAllAreJudged() throws {
    let tree = try tree([1, 2])
    #expect(tree.order == [1, 2])
    #expect(tree.verdict(found: 3, expected: 1) == .near)
  }

  @Test func aTreeOfOneLevelHasNoNearMisses() throws {
    for taxonomy in [nil, try Taxonomy(classPaths: ["tea", "apple", "pear"])] {
      let tree = try ClassTree(
        labels: [0, 1, 2], classNames: ["tea", "apple", "pear"], taxonomy: taxonomy)
      #expect(!tree.isTree)
      #expect(tree.order == [1, 2, 0])
      #expect(tree.verdict(found: 1, expected: 2) == .wrong)
      #expect(tree.branches.map(\.name) == ["apple", "pear", "tea"])
    }
  }

  @Test func aClassAboveAllOthersBelongsToNoBranch() throws {
    let names = ["food", "food/fruit/apple", "food/fruit/pear"]
    let tree = try ClassTree(
      labels: [0, 1, 2], classNames: names, taxonomy: Taxonomy(classPaths: names))
    #expect(tree.verdict(found: 1, expected: 0) == .wrong)
    #expect(tree.verdict(found: 0, expected: 1) == .wrong)
    #expect(tree.verdict(found: 2, expected: 1) == .near)
    #expect(tree.branches.map(\.name) == ["food", "fruit"])
  }
}
