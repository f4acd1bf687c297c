import Foundation
import HUSE
import Testing

/// Files of every version so far; `Tests/Reference/README.md` says where they come from.
@Suite struct ModelVersionTests {
  private func matrix(_ name: String) throws -> Matrix {
    try NPYFile(contentsOf: Fixture.url("model/\(name).npy")).matrix()
  }

  @Test(arguments: 1...5)
  func filesOfEveryVersionAreRead(_ version: Int) throws {
    let file = Fixture.url("model/version-\(version).huse")
    #expect(try SafetensorsFile(contentsOf: file).metadata["format_version"] == "\(version)")
    let model = try SharedEmbedding(contentsOf: file)
    let images = try model.embed(imageFeatures: matrix("images")).vectors
    let texts = try model.embed(textFeatures: matrix("texts")).vectors
    // By NumPy, from the same file.
    #expect(try largestDifference(images.values, matrix("version-\(version)-images").values) < 1e-5)
    #expect(try largestDifference(texts.values, matrix("version-\(version)-texts").values) < 1e-5)
    #expect(model.classNames == ["class 0", "class 1", "class 2"])
    #expect(model.fusionWeight == [1: 0.4, 2: 0.6, 3: 0.3, 4: 0.3, 5: 0.75][version])
    #expect((model.graph == nil) == (version == 2))
    #expect((model.textClassifier == nil) == (version != 2))
    #expect(
      (model.similarityScale?.scale).map { abs($0 - 13.909617) < 1e-5 }
        ?? (version < 3 || version == 5))
    #expect((model.classComponent == nil) == (version < 5))
    #expect((model.opinions.textRegression == nil) == (version < 5))
    #expect((model.recipe?.optimization.steps == 20) == (version == 5))
  }

  @Test func aFileOfVersion1HoldsItsEncoder() throws {
    let model = try SharedEmbedding(contentsOf: Fixture.url("model/version-1-encoder.huse"))
    let encoder = try BERTEncoder(contentsOf: Fixture.url("text/tiny-bert"))
    #expect(
      try model.textEncoder?.features(of: ["red apple"]) == encoder.features(of: ["red apple"]))
  }

  @Test func aFileOfVersion6HoldsAnEncoderOfBytes() throws {
    let file = Fixture.url("model/version-6-encoder.huse")
    #expect(try SafetensorsFile(contentsOf: file).metadata["format_version"] == "6")
    let model = try SharedEmbedding(contentsOf: file)
    let encoder = try PretrainedTextEncoder(
      contentsOf: Fixture.url("text/tiny-bert"), precision: .int8)
    #expect(
      try model.textEncoder?.features(of: ["red apple"]) == encoder.features(of: ["red apple"]))
  }

  /// The first files of version 6 have bytes of rows as they are, which are rounded again.
  @Test func aFileWithBytesThatAreNotRotatedIsRead() throws {
    let model = try SharedEmbedding(contentsOf: Fixture.url("model/version-6-unrotated.huse"))
    let encoder = try PretrainedTextEncoder(contentsOf: Fixture.url("text/tiny-bert"))
    let found = try #require(try model.textEncoder?.features(of: TinyBERT.texts))
    let expected = try encoder.features(of: TinyBERT.texts)
    for row in 0..<expected.rows {
      let (found, expected) = (found[rows: row..<row + 1], expected[rows: row..<row + 1])
      let cosine = found.normalizedRows.dot(expected.normalizedRows)
      #expect(cosine > 0.999)
    }
  }

  /// What is written today is what was written when the fixtures of the newest versions were made.
  @Test(arguments: ["version-5", "version-6-encoder"])
  func theNewestVersionsAreWrittenAsTheyWere(_ name: String) throws {
    let fixture = Fixture.url("model/\(name).huse")
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try SharedEmbedding(contentsOf: fixture).write(to: file)
      #expect(try Data(contentsOf: file) == Data(contentsOf: fixture))
    }
  }
}
