import Foundation
import HUSE
import Testing

@testable import HUSEReport

/// Marks and ranks of results whose order is known from their angles.
@Suite struct ReportedPairsTests {
  private static let names = ["fruit/apple", "fruit/pear", "drink/tea"]
  private static let labels = [0, 1, 2, 0]
  /// The angles of images and texts, in degrees.
  private static let images: [Double] = [0, 20, 50, 90]
  private static let texts: [Double] = [18, 80, 52, 72]

  private static func embeddings(_ degrees: [Double]) throws -> Embeddings {
    try Embeddings(
      normalizing: Matrix(
        rows: degrees.map { [Float(cos($0 * .pi / 180)), Float(sin($0 * .pi / 180))] }))
  }

  private func pairs() throws -> ReportedPairs {
    ReportedPairs(
      images: try Self.embeddings(Self.images), texts: try Self.embeddings(Self.texts),
      labels: Self.labels, groups: Self.labels.indices.map(ItemGroup.alone),
      tree: try ClassTree(
        labels: Self.labels, classNames: Self.names, taxonomy: Taxonomy(classPaths: Self.names)))
  }

  private func outcomes(_ direction: RetrievalDirection) throws -> [QueryOutcome] {
    let pairs = try pairs()
    return try RetrievalReport(
      images: pairs.embeddings.image, texts: pairs.embeddings.text, labels: Self.labels)[
        direction
      ].queries
  }

  /// The text at 18° is nearest to the images at 20° (another fruit), 0° (its own), 50° (tea),
  /// 90°.
  @Test func resultsAreMarkedInTheirOrder() throws {
    let result = try pairs().results(
      of: [0], finding: .image, outcomes: outcomes(.textToImage), limit: 6)[0]
    #expect(result.found.map(\.item) == [1, 0, 2, 3])
    #expect(result.found.map(\.verdict) == [.near, .right, .wrong, .right])
    #expect(result.found.map(\.isOwn) == [false, true, false, false])
    #expect(result.firstRank == 2)
    #expect(abs(Double(result.found[0].distance) - (1 - cos(2 * .pi / 180))) < 1e-6)
  }

  @Test func imagesFindTexts() throws {
    let result = try pairs().results(
      of: [3], finding: .text, outcomes: outcomes(.imageToText), limit: 2)[0]
    #expect(result.found.map(\.item) == [1, 3])
    #expect(result.found.map(\.verdict) == [.near, .right])
    #expect(result.firstRank == 2)
  }

  @Test func aQueryWithoutAClassHasNoMarks() throws {
    let result = try pairs().result(
      of: .text("anything"), Embedding(Vector([0, 1])), finding: .image, limit: 2)
    #expect(result.found.map(\.item) == [3, 2])
    #expect(result.found.allSatisfy { $0.verdict == nil && !$0.isOwn })
    #expect(result.firstRank == nil)
  }

  /// The rank of the first right image of each text is 2, 3, 1, 1; tea has one image, its own.
  @Test func theWorstQueriesComeFirst() throws {
    let pairs = try pairs()
    let worst = SampleQueries.worst(
      4, of: try outcomes(.textToImage), folding: pairs.foldings.text)
    #expect(worst == [1, 0])
  }

  @Test func confidentMistakesComeFirstAndCopiesOnce() throws {
    let pairs = ReportedPairs(
      images: try Self.embeddings([0, 0, 40, 90]), texts: try Self.embeddings(Self.texts),
      labels: [0, 0, 1, 2], groups: (0..<4).map(ItemGroup.alone), tree: try pairs().tree)
    let mistakes = SampleQueries.mostConfident(
      5, of: [1, 1, 0, 2], confidences: [0.6, 0.9, 0.7, 1], labels: [0, 0, 1, 2],
      folding: pairs.foldings.image)
    #expect(mistakes == [1, 2])
  }

  @Test func samplesAreOfAllClassesAndOfEachThingOnce() throws {
    let labels = [0, 0, 0, 0, 1, 1, 2, 2]
    let angles = [0.0, 1, 2, 3, 40, 41, 80, 80]
    let pairs = ReportedPairs(
      images: try Self.embeddings(angles), texts: try Self.embeddings(angles), labels: labels,
      groups: labels.indices.map(ItemGroup.alone), tree: try pairs().tree)
    let folding = pairs.foldings.image
    let three = SampleQueries.spread(3, over: pairs, folding: folding)
    #expect(Set(three.map { labels[$0] }) == [0, 1, 2] && three.count == 3)
    let all = SampleQueries.spread(20, over: pairs, folding: folding)
    #expect(all.sorted() == [0, 1, 2, 3, 4, 5, 6])
  }
}
