import HUSE
import Testing

/// R@K, median ranks, mAP, HP@K and distances in the tree against a sort of all items in
/// `Tests/Reference/reference_retrieval.py`.
@Suite struct RetrievalReferenceTests {
  struct Case: Decodable {
    let name: String
    let images: [[Float]]
    let texts: [[Float]]
    let labels: [Int]
    let paths: [String]
    let results: [String: Result]
  }

  struct Result: Decodable {
    let recall: [Double]
    /// None where it is infinite.
    let medianRank: Double?
    let meanAveragePrecision: Double
    let meanAveragePrecisionAt50: Double
    let hierarchicalPrecision: [Double]
    let treeDistanceAt1: Double
    let meanAverageHierarchicalPrecision: Double
  }

  /// Among them items with the same embedding, which rank by position.
  @Test func ranksEqualTheReference() throws {
    let cases = try ReferenceFile.read("retrieval.json", as: [Case].self)
    #expect(
      cases.map(\.name) == ["scattered", "tied", "duplicated", "more than a block of queries"])
    for expected in cases {
      let report = try RetrievalReport(
        images: Embeddings(normalizing: Matrix(rows: expected.images)),
        texts: Embeddings(normalizing: Matrix(rows: expected.texts)), labels: expected.labels,
        classNames: expected.paths, in: Taxonomy(classPaths: expected.paths), ranks: [1, 5, 10],
        hierarchicalRanks: [1, 2, 5, 10])
      for direction in RetrievalDirection.allCases {
        let wanted = try #require(expected.results[direction.rawValue])
        let found = report[direction]
        let place: Comment = "\(direction) of \(expected.name)"
        for (share, other) in zip(found.recall, wanted.recall) {
          #expect(abs(share - other) < 1e-9, place)
        }
        #expect(found.recall.count == wanted.recall.count)
        #expect(found.medianRank == wanted.medianRank ?? .infinity, place)
        #expect(abs(found.meanAveragePrecision - wanted.meanAveragePrecision) < 1e-9, place)
        #expect(abs(found.meanAveragePrecisionAt50 - wanted.meanAveragePrecisionAt50) < 1e-9, place)
        #expect(found.hierarchicalPrecision.count == wanted.hierarchicalPrecision.count)
        for (share, other) in zip(found.hierarchicalPrecision, wanted.hierarchicalPrecision) {
          #expect(abs(share - other) < 1e-9, place)
        }
        let distance = try #require(found.treeDistanceAt1)
        #expect(abs(distance - wanted.treeDistanceAt1) < 1e-9, place)
        let precision = try #require(found.meanAverageHierarchicalPrecision)
        #expect(abs(precision - wanted.meanAverageHierarchicalPrecision) < 1e-9, place)
      }
    }
  }

  @Test func recallWithinOneKindEqualsTheReference() throws {
    for expected in try ReferenceFile.read("retrieval.json", as: [Case].self) {
      let recall = try RetrievalReport.recall(
        within: Matrix(rows: expected.images), labels: expected.labels)
      let wanted = try #require(expected.results["imageToImage"]).recall
      for (share, other) in zip(recall, wanted) { #expect(abs(share - other) < 1e-9) }
    }
  }
}
