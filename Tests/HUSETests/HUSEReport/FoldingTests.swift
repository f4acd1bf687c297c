import HUSE
import Testing

@testable import HUSEReport

/// Items that show the same thing are shown once.
@Suite struct FoldingTests {
  private func folding(
    _ rows: [[Float]], labels: [Int], groups: [ItemGroup]? = nil
  ) throws -> Folding {
    Folding(
      try Embeddings(normalizing: Matrix(rows: rows)), labels: labels,
      groups: groups ?? labels.indices.map(ItemGroup.alone))
  }

  @Test func equalEmbeddingsOfAClassAreFolded() throws {
    let folding = try folding([[1, 0], [0, 1], [1, 0], [1, 0]], labels: [0, 0, 0, 1])
    let folded = folding.folded([3, 2, 1, 0])
    #expect(folded.map(\.item) == [3, 2, 1])
    // 0 is as 2 is; 3 is of another class, which must be seen.
    #expect(folded.map(\.alike) == [0, 1, 0])
  }

  @Test func groupsAreFolded() throws {
    let folding = try folding(
      [[1, 0], [0.8, 0.6], [0, 1]], labels: [0, 0, 0],
      groups: [.named("cup"), .named("cup"), .alone(2)])
    let folded = folding.folded([1, 2, 0])
    #expect(folded.map(\.item) == [1, 2])
    #expect(folded.map(\.alike) == [1, 0])
  }

  /// A copy of one version makes the other versions alike as well.
  @Test func copiesAndGroupsJoin() throws {
    let folding = try folding(
      [[1, 0], [0, 1], [0.6, 0.8], [0, 1]], labels: [0, 0, 0, 0],
      groups: [.alone(0), .named("cup"), .named("cup"), .alone(3)])
    #expect((0..<4).map { folding.first(like: $0) } == [0, 1, 1, 1])
  }

  @Test func whatFollowsTheLimitIsCounted() throws {
    let folding = try folding([[1, 0], [0, 1], [1, 0], [0, 1]], labels: [0, 0, 0, 0])
    let folded = folding.folded([0, 1, 2, 3], limit: 1)
    #expect(folded.map(\.item) == [0])
    #expect(folded.map(\.alike) == [1])
  }
}
