import Foundation
import HUSE
import HUSEExport
import Testing

/// Runs and judgements, which pytrec_eval has scored for `export/measures.json`.
@Suite struct TRECRunTests {
  private let owner: TemporaryFolder
  private let pairs: PairedFeatures
  private let images: Embeddings
  private let texts: Embeddings

  /// Pairs with equal rows and a class of one pair.
  init() throws {
    owner = try TemporaryFolder()
    let model = try SharedEmbedding(contentsOf: Fixture.url("model/version-5.huse"))
    pairs = try PairedFeatures(contentsOf: Fixture.url("export/pairs.safetensors"))
    (images, texts) = try model.embed(pairs)
  }

  private var run: TRECRun {
    get throws { try TRECRun(images: images, texts: texts, labels: pairs.labels) }
  }

  private func lines(_ name: String, in folder: URL) throws -> [[Substring]] {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: " ") }
  }

  private static let names: [RetrievalDirection: String] = [
    .imageToImage: "image-to-image", .imageToText: "image-to-text",
    .textToImage: "text-to-image", .textToText: "text-to-text",
  ]

  /// The last digit of a score may differ between processors, so scores are compared as numbers.
  @Test func filesAreThoseThatWereScored() throws {
    let folder = owner.url.appendingPathComponent("runs")
    try run.write(to: folder)
    for name in Self.names.values {
      let expected = try lines("\(name).run", in: Fixture.url("export/trec"))
      let found = try lines("\(name).run", in: folder)
      #expect(found.map { $0[0..<4] } == expected.map { $0[0..<4] }, "\(name)")
      #expect(
        largestDifference(
          found.compactMap { Float($0[4]) }, expected.compactMap { Float($0[4]) }) < 1e-6)
      #expect(
        try Data(contentsOf: folder.appendingPathComponent("\(name).qrels"))
          == Data(contentsOf: Fixture.url("export/trec/\(name).qrels")), "\(name)")
    }
  }

  private struct Measures: Decodable {
    let map: Double
    let success_1: Double
    let success_5: Double
    let success_10: Double
  }

  @Test func evaluationPackagesFindTheSameFigures() throws {
    let measures = try JSONDecoder().decode(
      [String: Measures].self, from: Data(contentsOf: Fixture.url("export/measures.json")))
    let report = try RetrievalReport(images: images, texts: texts, labels: pairs.labels)
    for (direction, name) in Self.names {
      let expected = try #require(measures[name])
      let found = report[direction]
      #expect(abs(found.meanAveragePrecision - expected.map) < 1e-9, "\(name)")
      for (recall, success) in zip(
        found.recall, [expected.success_1, expected.success_5, expected.success_10])
      {
        #expect(abs(recall - success) < 1e-9, "\(name)")
      }
    }
  }

  /// Programs sort by the score: it falls from each rank to the next, for equal items too.
  @Test func scoresFallStrictly() throws {
    let folder = owner.url.appendingPathComponent("runs")
    try run.write(to: folder)
    for name in Self.names.values {
      for (_, ranks) in Dictionary(grouping: try lines("\(name).run", in: folder), by: { $0[0] }) {
        let scores = ranks.compactMap { Float($0[4]) }
        #expect(scores.count == ranks.count && scores.count > 10)
        #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 > $1 })
        #expect(ranks.map { Int($0[3]) } == Array(1...ranks.count))
      }
    }
  }

  @Test func aRunEndsAtItsDepth() throws {
    let folder = owner.url.appendingPathComponent("runs")
    try run.write(to: folder, depth: 2)
    let found = try lines("image-to-text.run", in: folder)
    let whole = try lines("image-to-text.run", in: Fixture.url("export/trec"))
    #expect(
      found.map { $0[0..<4] }
        == whole.filter { $0[3] == "1" || $0[3] == "2" }.map { $0[0..<4] })
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let folder = owner.url.appendingPathComponent("runs")
    #expect(
      errorText { () throws(HUSEError) in
        try TRECRun(images: images, texts: texts, labels: [0])
      }
        == "image embeddings of a run: expected shape [1, 6], found [\(pairs.count), 6]. "
        + "Pass an image and a text embedding of one dimension for each label.")
    #expect(
      errorText { () throws(HUSEError) in
        try TRECRun(images: images, texts: texts, labels: pairs.labels).write(to: folder, depth: 0)
      } == "depth: expected a number above 0, found 0.")
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }
}
