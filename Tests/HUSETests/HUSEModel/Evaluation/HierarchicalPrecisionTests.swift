import Foundation
import HUSE
import Testing

/// HP@K and mean average precision of embeddings on a circle, worked out by hand.
@Suite struct HierarchicalPrecisionTests {
  /// The fig has no items, so it fills no set.
  private static let classNames = [
    "fruit/apple", "fruit/pear", "fruit/citrus/lemon", "bread/rye", "pizza", "fruit/fig",
  ]
  private static let labels = [0, 0, 1, 4, 2, 3]
  private static let degrees = [0.0, 4, 10, 21, 35, 90]

  private static func circle(_ degrees: [Double]) throws -> Embeddings {
    try Embeddings(
      normalizing: Matrix(
        rows: degrees.map { [Float(cos($0 * .pi / 180)), Float(sin($0 * .pi / 180))] }))
  }

  private func report(labels: [Int] = labels, classNames: [String] = classNames) throws
    -> RetrievalReport
  {
    let rows = try Self.circle(Self.degrees)
    return try RetrievalReport(
      images: rows, texts: rows, labels: labels, classNames: classNames,
      in: Taxonomy(classPaths: Self.classNames), hierarchicalRanks: [1, 2, 3, 4, 9])
  }

  /// Each query finds its own partner first, then by angle.
  ///
  ///     apple, apple   apple pear pizza lemon rye   of fruit at K = 2 and 3: 2 of 2, 2 of 3
  ///     pear           pear apple pizza lemon rye   2 of 2, 2 of 3
  ///     pizza          pizza pear lemon apple rye   from K = 2 on everything is correct
  ///     lemon          lemon pizza pear apple rye   of fruit, no other citrus: 1 of 2, 2 of 3
  ///     rye            rye lemon pizza pear apple   from K = 2 on everything is correct
  @Test(arguments: [RetrievalDirection.imageToText, .textToImage])
  func acrossKinds(direction: RetrievalDirection) throws {
    let found = try report()[direction].hierarchicalPrecision
    let third: Double = 4 * 2 / 3 + 2
    let expected: [Double] = [1, 5.5 / 6, third / 6, 1, 1]
    #expect(found.count == expected.count)
    for (share, other) in zip(found, expected) { #expect(abs(share - other) < 1e-12) }
  }

  /// Without itself a query whose class has one item finds another class first.
  ///
  ///     apple, apple   apple pear pizza lemon rye   1 of 1, 2 of 2, 2 of 3
  ///     pear           apple pizza lemon rye        0 of 1, 1 of 2, 2 of 3
  ///     pizza          pear lemon apple rye         0 of 1, then everything
  ///     lemon          pizza pear apple rye         0 of 1, 1 of 2, 2 of 3
  ///     rye            lemon pizza pear apple       0 of 1, then everything
  @Test(arguments: [RetrievalDirection.imageToImage, .textToText])
  func withinOneKind(direction: RetrievalDirection) throws {
    let found = try report()[direction].hierarchicalPrecision
    let third: Double = 4 * 2 / 3 + 2
    let expected: [Double] = [2 / 6, 5 / 6, third / 6, 1, 1]
    #expect(found.count == expected.count)
    for (share, other) in zip(found, expected) { #expect(abs(share - other) < 1e-12) }
  }

  @Test func withoutATaxonomyThereIsNone() throws {
    let rows = try Self.circle(Self.degrees)
    let report = try RetrievalReport(images: rows, texts: rows, labels: Self.labels)
    #expect(report.hierarchicalRanks.isEmpty)
    #expect(report[.imageToText].hierarchicalPrecision.isEmpty)
    #expect(try self.report()[.imageToText].recall == report[.imageToText].recall)
  }

  @Test func withoutItemsAllAreZero() throws {
    let none = try Embeddings(normalizing: Matrix(rows: 0, columns: 2))
    let report = try RetrievalReport(
      images: none, texts: none, labels: [], classNames: Self.classNames,
      in: Taxonomy(classPaths: Self.classNames))
    for direction in RetrievalDirection.allCases {
      #expect(report[direction].hierarchicalPrecision == [0, 0, 0])
      #expect(report[direction].meanAveragePrecision == 0)
      #expect(report[direction].medianRank == nil)
    }
  }

  @Test func labelsAndNamesMustFit() {
    #expect {
      try report(labels: [0, 0, 1, 6, 2, 3])
    } throws: { error in
      "\(error)" == "labels: row 3: found 6, expected one of 0..<6. Pass the name of each class."
    }
    #expect {
      try report(classNames: ["apple"] + Self.classNames.dropFirst())
    } throws: { error in
      "\(error)".hasPrefix("taxonomy: has no class 'apple'. It holds: bread/rye, ")
    }
  }

  /// Of classes A B A B at 0, 10, 25 and 60 degrees, with the query's partner first: A finds A B A
  /// B, B finds B A A B, A finds A B A B, B finds B A B A.
  ///
  /// Without it: B A B, A A B, B A B, A B A.
  @Test func averagePrecision() throws {
    let rows = try Self.circle([0, 10, 25, 60])
    let report = try RetrievalReport(images: rows, texts: rows, labels: [0, 1, 0, 1])
    let across = (3 * (1 + 2.0 / 3) / 2 + (1 + 2.0 / 4) / 2) / 4
    let within = (3 * 1.0 / 2 + 1.0 / 3) / 4
    #expect(abs(report[.textToImage].meanAveragePrecision - across) < 1e-12)
    #expect(abs(report[.textToText].meanAveragePrecision - within) < 1e-12)
    #expect(abs(report[.textToText].meanAveragePrecisionAt50 - within) < 1e-12)
  }

  /// 60 items of a class: 50 right ones are all that fit.
  @Test func fiftyRightItemsArePerfectAt50() throws {
    let rows = try Self.circle([Double](repeating: 0, count: 60) + [180])
    let report = try RetrievalReport(
      images: rows, texts: rows, labels: [Int](repeating: 0, count: 60) + [1])
    #expect(abs(report[.imageToText].meanAveragePrecisionAt50 - 1) < 1e-12)
    // The only item of its class finds nothing.
    #expect(abs(report[.imageToImage].meanAveragePrecision - 60.0 / 61) < 1e-12)
  }
}
