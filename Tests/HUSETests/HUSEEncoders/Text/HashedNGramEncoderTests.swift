import Foundation
import HUSECore
import HUSEEncoders
import Testing

@Suite struct HashedNGramEncoderTests {
  private struct Fixtures: Decodable {
    let training: [String]
    let texts: [String]
    let dimension: Int
  }

  private func fixtures() throws -> Fixtures {
    try JSONDecoder().decode(
      Fixtures.self, from: Data(contentsOf: Fixture.url("text/hashed-ngrams.json")))
  }

  private func encoder() throws -> HashedNGramEncoder {
    let fixtures = try fixtures()
    return try HashedNGramEncoder(fittedTo: fixtures.training, dimension: fixtures.dimension)
  }

  @Test func featuresEqualTheReference() throws {
    let expected = try SafetensorsFile(contentsOf: Fixture.url("text/hashed-ngrams.safetensors"))
      .tensor("features").matrix
    let found = try encoder().features(of: fixtures().texts)
    #expect(found.rows == expected.rows && found.columns == 256)
    #expect(largestDifference(found.values, expected.values) < 1e-6)
  }

  @Test func emptyTextIsZeroAndOthersHaveUnitLength() throws {
    let features = try encoder().features(of: ["", " \n\t", "x", "two red apples"])
    let lengths = (0..<4).map { row in
      features[row: row].reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    #expect(lengths[0] == 0)
    #expect(lengths[1] == 0)
    #expect(abs(lengths[2] - 1) < 1e-6)
    #expect(abs(lengths[3] - 1) < 1e-6)
  }

  @Test func composedAndDecomposedTextsAreEqual() throws {
    let rows = try HashedNGramEncoder(fittedTo: []).features(
      of: ["café 각", "cafe\u{301} \u{AC00}\u{11A8}", "café \u{1100}\u{1161}\u{11A8}"])
    #expect(rows[row: 0] == rows[row: 1])
    #expect(rows[row: 0] == rows[row: 2])
  }

  @Test func textsThatShareWordsAreNear() throws {
    let rows = try HashedNGramEncoder(fittedTo: [])
      .features(of: ["red apples", "a red apple", "steam locomotive"])
    func cosine(_ first: Int, _ second: Int) -> Float {
      zip(rows[row: first], rows[row: second]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(cosine(0, 1) > 0.6)
    #expect(abs(cosine(0, 2)) < 0.2)
  }

  @Test func storedEncoderGivesTheSameBits() throws {
    let encoder = try encoder()
    let stored = try encoder.stored()
    #expect(stored.kind == "hashed-ngrams")
    let rebuilt = try StoredEncoders.textEncoder(
      from: stored, among: BuiltInEncoders.types, path: "model.safetensors")
    let texts = try fixtures().texts
    #expect(rebuilt.dimension == encoder.dimension)
    #expect(try rebuilt.features(of: texts) == encoder.features(of: texts))
  }

  @Test func damagedStoreIsNamed() throws {
    func message(_ change: (inout StoredEncoder) -> Void) throws -> String? {
      var stored = try encoder().stored()
      change(&stored)
      let error = #expect(throws: HUSEError.self) {
        try StoredEncoders.textEncoder(
          from: stored, among: BuiltInEncoders.types, path: "m.safetensors")
      }
      return error?.description
    }
    #expect(
      try message { $0.kind = "elmo" }
        == "m.safetensors: found a text encoder of the kind 'elmo', which is not supported. "
        + "Supported: bert, pretrained-text, hashed-ngrams, joined. "
        + "Pass `encoders:` to read an encoder of your own.")
    #expect(
      try message { $0.tensors = [:] }
        == "m.safetensors: has no tensor 'inverse_document_frequencies' "
        + "(expected with shape [65536]). Pass a model file written with a HashedNGramEncoder.")
    #expect(
      try message { $0.settings = Data("{\"dimension\":8}".utf8) }
        == "m.safetensors, settings of the text encoder: has no 'shortest'. "
        + "Write the model file again.")
    #expect(
      try message { $0.settings = Data("{\"dimension\":8,\"shortest\":5,\"longest\":3}".utf8) }
        == "m.safetensors, settings of the text encoder: n-grams of 5 to 3 characters. "
        + "Write the model file again.")
    #expect(
      try message { $0.settings = Data("{\"dimension\":0,\"shortest\":3,\"longest\":5}".utf8) }
        == "dimension: expected a length from 1 to 16777216, found 0.")
  }

  @Test func lengthsOutOfRangeAreRefused() {
    let error = #expect(throws: HUSEError.self) {
      try HashedNGramEncoder(fittedTo: [], lengths: 0...5)
    }
    #expect(
      error?.description == "lengths: expected lengths from 1 to 64 characters, found 0...5.")
    #expect(
      errorText { () throws(HUSEError) in
        try HashedNGramEncoder(fittedTo: ["abc"], lengths: -3...5)
      } == "lengths: expected lengths from 1 to 64 characters, found -3...5.")
  }

  @Test func featuresBeyondTheMemoryAreRefused() throws {
    let memory = ProcessInfo.processInfo.physicalMemory
    let encoder = try HashedNGramEncoder(fittedTo: [], dimension: 1 << 24)
    // A row takes 64 MiB.
    let texts = [String](repeating: "", count: Int(memory >> 26) + 1)
    let expected =
      "features of texts: expected a size that the memory of this machine holds, "
      + "\(memory >> 20) MiB, found [\(texts.count) × 16777216]."
    #expect(errorText { () throws(HUSEError) in try encoder.features(of: texts) } == expected)
    let joined = try JoinedTextEncoder([encoder])
    #expect(errorText { () throws(HUSEError) in try joined.features(of: texts) } == expected)
  }
}
