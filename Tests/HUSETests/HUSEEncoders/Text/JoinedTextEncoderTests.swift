import Foundation
import HUSECore
import HUSEEncoders
import Testing

@Suite struct JoinedTextEncoderTests {
  private struct Count: TextEncoder {
    let dimension = 2
    func features(of texts: [String]) throws(HUSEError) -> Matrix {
      try Matrix(
        rows: texts.count, columns: 2,
        values: texts.flatMap { [Float($0.count), Float($0.count)] })
    }
  }

  private struct Liar: TextEncoder {
    let dimension = 3
    func features(of texts: [String]) throws(HUSEError) -> Matrix {
      Matrix(rows: texts.count, columns: 2)
    }
  }

  @Test func featuresStandSideBySideAtUnitLength() throws {
    let ngrams = try HashedNGramEncoder(fittedTo: ["red apple", "tea"], dimension: 16)
    let joined = try JoinedTextEncoder([Count(), ngrams])
    #expect(joined.dimension == 18)
    let texts = ["apple", "green tea", "a"]
    let features = try joined.features(of: texts)
    let part = try ngrams.features(of: texts)
    for row in 0..<3 {
      #expect(abs(features[row, 0] - 0.70710678) < 1e-6)
      #expect((0..<16).allSatisfy { abs(features[row, 2 + $0] - part[row, $0]) < 1e-6 })
    }
  }

  @Test func joinedEncodersJoinByThemselves() throws {
    let one = try HashedNGramEncoder(fittedTo: [], dimension: 4)
    let joined = try JoinedTextEncoder([JoinedTextEncoder([one, Count()]), one])
    #expect(joined.encoders.count == 3)
    #expect(joined.dimension == 10)
  }

  @Test func aStoredEncoderGivesTheSameBits() throws {
    let encoder = try JoinedTextEncoder([
      HashedNGramEncoder(fittedTo: ["red apple"], dimension: 8),
      HashedNGramEncoder(fittedTo: ["green tea"], dimension: 16, lengths: 2...3),
    ])
    let rebuilt = try StoredEncoders.textEncoder(
      from: try encoder.stored(), among: BuiltInEncoders.types, path: "m.huse")
    let texts = ["apple tea", ""]
    #expect(try rebuilt.features(of: texts) == encoder.features(of: texts))
  }

  @Test func whatCannotBeJoinedOrStoredIsNamed() throws {
    #expect(
      errorText { () throws(HUSEError) in try JoinedTextEncoder([]) }
        == "encoders: expected at least one encoder, found none.")
    let joined = try JoinedTextEncoder([Count()])
    #expect(
      errorText { () throws(HUSEError) in try joined.stored() }
        == "encoders: expected StorableEncoders, found Count, which cannot be stored.")
    let liar = try JoinedTextEncoder([Liar()])
    #expect(
      errorText { () throws(HUSEError) in try liar.features(of: ["a"]) }
        == "features of Liar: expected shape [1, 3], found [1, 2]. "
        + "A text encoder returns a row of `dimension` values for each text.")
    let nested = StoredEncoder(
      kind: "joined", settings: Data(#"[{"kind":"joined","settings":"[]"}]"#.utf8), tensors: [:])
    #expect(
      errorText { () throws(HUSEError) in try JoinedTextEncoder(nested, path: "m.huse") }
        == "m.huse: holds joined text encoders within a joined text encoder. "
        + "Write the model file again.")
  }
}
