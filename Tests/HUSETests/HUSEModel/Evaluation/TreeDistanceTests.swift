import Foundation
import HUSE
import Testing

/// The distance of the first result and mAHP, worked out by hand for embeddings on a circle.
@Suite struct TreeDistanceTests {
  /// x and y are half the tree apart, b is the whole tree away from both.
  private static let classNames = ["a/x", "a/y", "b"]
  private static let labels = [0, 1, 2, 0]
  private static let degrees = [0.0, 10, 25, 45]

  private func report(
    degrees: [Double] = degrees, labels: [Int] = labels, classNames: [String] = classNames,
    classPaths: [String] = classNames
  ) throws -> RetrievalReport {
    let rows = try Embeddings(
      normalizing: Matrix(
        rows: degrees.map { [Float(cos($0 * .pi / 180)), Float(sin($0 * .pi / 180))] }))
    return try RetrievalReport(
      images: rows, texts: rows, labels: labels, classNames: classNames,
      in: Taxonomy(classPaths: classPaths))
  }

  private func expect(_ found: [Double?], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (value, other) in zip(found, expected) {
      #expect(abs((value ?? .nan) - other) < 1e-12, "\(found)")
    }
  }

  /// With its partner first, and the similarities and HP@k of what each query finds.
  ///
  ///     x  x y b x   1 ½ 0 1   1  1½/2  1½/2½  2½/2½
  ///     y  y x b x   1 ½ 0 ½   1  1½/1½  1½/2  2/2
  ///     b  b y x x   1 0 0 0   1  1  1  1
  ///     x  x b y x   1 0 ½ 1   1  1/2  1½/2½  2½/2½
  @Test(arguments: [RetrievalDirection.imageToText, .textToImage])
  func acrossKinds(direction: RetrievalDirection) throws {
    let found = try report()[direction]
    #expect(found.treeDistanceAt1 == 0)
    expect(
      found.queries.map(\.averageHierarchicalPrecision),
      [
        (0.5 + 0.75 + 0.6 + 0.5) / 3, (0.5 + 1 + 0.75 + 0.5) / 3, 1,
        (0.5 + 0.5 + 0.6 + 0.5) / 3,
      ])
    expect([found.meanAverageHierarchicalPrecision], [0.85])
  }

  /// Without its partner.
  ///
  ///     x  y b x   ½ 0 1   ½/1  ½/1½  1½/1½
  ///     y  x b x   ½ 0 ½   ½/½  ½/1  1/1
  ///     b  y x x   0 0 0   nothing is related to b
  ///     x  b y x   0 ½ 1   0/1  ½/1½  1½/1½
  @Test(arguments: [RetrievalDirection.imageToImage, .textToText])
  func withinOneKind(direction: RetrievalDirection) throws {
    let found = try report()[direction]
    expect(found.queries.map(\.treeDistanceAt1), [0.5, 0.5, 1, 1])
    expect([found.treeDistanceAt1], [0.75])
    expect(
      found.queries.map(\.averageHierarchicalPrecision),
      [(0.25 + 1.0 / 3 + 0.5) / 2, (0.5 + 0.5 + 0.5) / 2, 0, (0 + 1.0 / 3 + 0.5) / 2])
    expect([found.meanAverageHierarchicalPrecision], [(13.0 / 24 + 0.75 + 5.0 / 12) / 4])
  }

  /// A class without items makes the tree one level higher: x and y are a third of it apart.
  @Test func theWholeTreeCounts() throws {
    let found = try report(classPaths: Self.classNames + ["c/d/e"])[.imageToImage]
    expect(found.queries.map(\.treeDistanceAt1), [1.0 / 3, 1.0 / 3, 1, 1])
  }

  /// The class a lies above x, at half the tree from it; the classes in another order.
  @Test func aClassMayLieAboveOthers() throws {
    let found = try report(
      degrees: [0, 10, 30], labels: [2, 0, 1], classNames: ["a", "b", "a/x"],
      classPaths: ["a", "b", "a/x"])[.textToText]
    expect(found.queries.map(\.treeDistanceAt1), [0.5, 0.5, 1])
    expect(found.queries.map(\.averageHierarchicalPrecision), [1, 1, 0])
  }

  /// More than 250 results, those of the same class first, those of a near class second.
  @Test func theBestOrderIsWorthExactlyOne() throws {
    let groups: [(label: Int, degrees: Double)] = [(0, 0), (1, 30), (2, 90)]
    let items = groups.flatMap { group in
      (0..<100).map { (label: group.label, degrees: group.degrees + Double($0) / 100) }
    }
    let report = try report(degrees: items.map(\.degrees), labels: items.map(\.label))
    for direction in RetrievalDirection.allCases {
      #expect(report[direction].queries.allSatisfy { $0.averageHierarchicalPrecision == 1 })
      #expect(report[direction].meanAverageHierarchicalPrecision == 1)
      #expect(report[direction].treeDistanceAt1 == 0)
    }
  }

  @Test func ofOneClassEverythingIsRight() throws {
    let report = try report(labels: [0, 0, 0, 0], classNames: ["b"], classPaths: ["b"])
    for direction in RetrievalDirection.allCases {
      #expect(report[direction].treeDistanceAt1 == 0)
      #expect(report[direction].meanAverageHierarchicalPrecision == 1)
    }
  }

  /// It finds its partner, and nothing of its own kind.
  @Test func oneItemMayFindNothing() throws {
    let report = try report(degrees: [0], labels: [1])
    #expect(report[.imageToText].treeDistanceAt1 == 0)
    #expect(report[.imageToText].meanAverageHierarchicalPrecision == 1)
    #expect(report[.imageToImage].treeDistanceAt1 == 1)
    #expect(report[.imageToImage].meanAverageHierarchicalPrecision == 0)
    #expect(report[.imageToImage].queries.map(\.firstRank) == [.infinity])
  }

  @Test func withoutATaxonomyOrQueriesThereIsNone() throws {
    let rows = try Embeddings(normalizing: [[1, 0], [0, 1]])
    let flat = try RetrievalReport(images: rows, texts: rows, labels: [0, 0])
    let empty = try report(degrees: [], labels: [])
    for direction in RetrievalDirection.allCases {
      #expect(flat[direction].treeDistanceAt1 == nil)
      #expect(flat[direction].meanAverageHierarchicalPrecision == nil)
      #expect(flat[direction].queries.map(\.treeDistanceAt1) == [nil, nil])
      #expect(empty[direction].treeDistanceAt1 == nil)
      #expect(empty[direction].meanAverageHierarchicalPrecision == nil)
      #expect(empty[direction].queries.isEmpty)
    }
  }
}
