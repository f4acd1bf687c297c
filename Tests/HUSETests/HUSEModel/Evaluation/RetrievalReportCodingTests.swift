import Foundation
import HUSE
import Testing

@Suite struct RetrievalReportCodingTests {
  private let classNames = ["food/fruit/apple", "food/fruit/lemon", "food/bread"]
  private let rows: Embeddings
  /// Two apples, a lemon and a bread.
  ///
  /// Lemon and bread find nothing of their class within a modality.
  private let labels = [0, 0, 1, 2]

  init() throws {
    rows = try Embeddings(
      normalizing: [[1, 0], [0.96, 0.28], [0.6, 0.8], [-0.6, 0.8]])
  }

  private func report() throws -> RetrievalReport {
    try RetrievalReport(
      images: rows, texts: rows, labels: labels, classNames: classNames,
      in: Taxonomy(classPaths: classNames), ranks: [1, 3], hierarchicalRanks: [2])
  }

  @Test func aReportTravelsAsJSON() throws {
    let report = try report()
    #expect(report[.imageToImage].medianRank == .infinity)
    #expect(try throughJSON(report) == report)
    let flat = try RetrievalReport(images: rows, texts: rows, labels: labels)
    #expect(try throughJSON(flat) == flat)
    let none = try RetrievalReport(
      images: Embeddings([]), texts: Embeddings([]), labels: [], ranks: [1])
    #expect(none[.textToText].medianRank == nil)
    #expect(try throughJSON(none) == none)
  }

  @Test func figuresStayWithoutTheQueries() throws {
    let (whole, short) = (try report(), try report().withoutQueries)
    #expect(short != whole)
    for direction in RetrievalDirection.allCases {
      #expect(short[direction].queries.isEmpty)
      #expect(short[direction].medianRank == whole[direction].medianRank)
      #expect(short[direction].recall == whole[direction].recall)
    }
    #expect(try throughJSON(short) == short)
    let precision = try json(short[.imageToImage].meanAverageHierarchicalPrecision)
    #expect(
      try json(short[.imageToImage]) == """
        {"hierarchicalPrecision":[0.875],"hierarchicalRanks":[2],\
        "meanAverageHierarchicalPrecision":\(precision),\
        "meanAveragePrecision":0.5,"meanAveragePrecisionAt50":0.5,"medianRank":"infinity",\
        "queries":[],"ranks":[1,3],"recall":[0.5,0.5],"treeDistanceAt1":0.375}
        """)
  }

  @Test func figuresAreFoundByTheirRank() throws {
    let report = try report()
    #expect(report.recall(at: 3, .imageToImage) == 0.5)
    #expect(report[.imageToText].recall(at: 1) == 1)
    #expect(report.recall(at: 2, .imageToImage) == nil)
    #expect(report.hierarchicalPrecision(at: 2, .imageToImage) == 0.875)
    #expect(report[.imageToImage].hierarchicalPrecision(at: 3) == nil)
  }

  @Test func aReportPrintsAsATable() throws {
    let flat = try RetrievalReport(images: rows, texts: rows, labels: labels, ranks: [1, 10])
    #expect(
      "\(flat)" == """
        direction      R@1   R@10  median rank    mAP
        image→image  0.500  0.500            ∞  0.500
        image→text   1.000  1.000            1  1.000
        text→image   1.000  1.000            1  1.000
        text→text    0.500  0.500            ∞  0.500
        """)
    let lines = try "\(report())".split(separator: "\n")
    #expect(
      lines[0] == "direction      R@1    R@3  median rank    mAP   HP@2  tree distance@1   mAHP")
    #expect(lines[1].hasPrefix("image→image  0.500  0.500            ∞  0.500  0.875"))
  }

  @Test func jsonOfAnotherShapeIsRefused() throws {
    let text = try json(report().withoutQueries)
    for (part, other) in [
      (#""imageToImage""#, #""imageToSound""#), (#""ranks":[1,3]"#, #""ranks":[1]"#),
    ] {
      let damaged = text.replacing(part, with: other, maxReplacements: 1)
      #expect(throws: (any Error).self) {
        try JSONDecoder().decode(RetrievalReport.self, from: Data(damaged.utf8))
      }
    }
  }

  @Test func comparisonsTravelAsJSONAndPrint() throws {
    let splits = [
      PairedComparison.Split(
        items: [1, 2, 3], first: [1, 1, 0.5], second: [0.5, 0.5, 0], trainingCount: 6),
      PairedComparison.Split(
        items: [4, 5, 6], first: [0.5, 1, 1], second: [0, 0.5, 0.5], trainingCount: 6),
    ]
    #expect(try throughJSON(splits) == splits)
    let comparison = try PairedComparison(splits, seed: 1)
    #expect(try throughJSON(comparison) == comparison)
    // Two of the 2⁶ ways to choose signs are as far from 0.
    #expect(
      "\(comparison)"
        == "over items 0.500 ± 0.000 (p = 0.031); over splits 0.500 ± 0.000 (p = 0)")
  }
}
