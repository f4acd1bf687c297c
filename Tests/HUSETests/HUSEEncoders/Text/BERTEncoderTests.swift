import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// A random model of four layers, against NumPy in double precision.
@Suite struct BERTEncoderTests {
  private let folder = Fixture.url("text/tiny-bert")

  private func texts() throws -> [String] {
    try JSONDecoder().decode(
      [String].self, from: Data(contentsOf: folder.appendingPathComponent("texts.json")))
  }

  private func expected(_ name: String) throws -> Matrix {
    try SafetensorsFile(contentsOf: folder.appendingPathComponent("expected.safetensors"))
      .tensor(name).matrix
  }

  @Test(arguments: [BERTEncoder.Pooling.mean, .cls, .lastFourLayersMean])
  func featuresEqualTheReference(pooling: BERTEncoder.Pooling) throws {
    let encoder = try BERTEncoder(contentsOf: folder, pooling: pooling)
    let found = try encoder.features(of: texts())
    let expected = try expected(pooling.rawValue)
    #expect(encoder.dimension == (pooling == .lastFourLayersMean ? 64 : 16))
    #expect(found.rows == expected.rows && found.columns == encoder.dimension)
    #expect(largestDifference(found.values, expected.values) < 2e-5)
  }

  @Test func rowsDoNotDependOnTheirNeighbours() throws {
    let encoder = try BERTEncoder(contentsOf: folder)
    let texts = try texts()
    // More tokens than one batch holds, so that the batches differ too.
    let many = Array(repeating: texts, count: 12).flatMap(\.self)
    let together = try encoder.features(of: many)
    for (row, text) in texts.enumerated() {
      let alone = try encoder.features(of: [text])
      for copy in 0..<12 {
        let difference = largestDifference(
          together[row: copy * texts.count + row], alone[row: 0])
        #expect(difference < 1e-5)
      }
    }
    #expect(try encoder.features(of: []).rows == 0)
  }

  @Test func namesOfOlderCheckpointsAreRead() throws {
    try withTemporaryFolder { copy in
      for name in ["config.json", "vocab.txt"] {
        try FileManager.default.copyItem(
          at: folder.appendingPathComponent(name), to: copy.appendingPathComponent(name))
      }
      let file = try SafetensorsFile(
        contentsOf: folder.appendingPathComponent("model.safetensors"))
      var tensors: [String: Tensor] = [:]
      for name in file.names {
        let old = name.replacingOccurrences(of: "LayerNorm.weight", with: "LayerNorm.gamma")
          .replacingOccurrences(of: "LayerNorm.bias", with: "LayerNorm.beta")
        tensors["bert.\(old)"] = try file.tensor(name)
      }
      try SafetensorsFile.write(tensors, to: copy.appendingPathComponent("model.safetensors"))
      let texts = try texts()
      #expect(
        try BERTEncoder(contentsOf: copy).features(of: texts)
          == BERTEncoder(contentsOf: folder).features(of: texts))
    }
  }

  @Test func longTextIsCutOrItsSalientTokensAreKept() throws {
    let long = "Apple of the oven. Apple of the red pizza. Apple and apple and apple and the pizza."
    func features(_ longText: BERTEncoder.LongText, _ text: String) throws -> Matrix {
      try BERTEncoder(contentsOf: folder, longText: longText, maximumLength: 10)
        .features(of: [text])
    }
    func difference(_ first: Matrix, _ second: Matrix) -> Float {
      largestDifference(first.values, second.values)
    }
    // 8 tokens fit beside [CLS] and [SEP].
    let cut = try features(.truncate, long)
    #expect(try difference(cut, features(.truncate, "apple of the oven. apple of the")) < 1e-6)
    // tf · idf in the third sentence: "and" 3 · 1.69, "apple" 3 · 1; before it "oven" and "red"
    // 1.69.
    let salient = try features(.salientTokens, long)
    let kept = "oven red apple and apple and apple and"
    #expect(try difference(salient, features(.truncate, kept)) < 1e-6)
    #expect(difference(cut, salient) > 1e-3)
    let short = "red apple."
    #expect(
      try difference(features(.truncate, short), features(.salientTokens, short)) == 0)
  }

  @Test func storedEncoderGivesTheSameBits() throws {
    let encoder = try BERTEncoder(
      contentsOf: folder, pooling: .lastFourLayersMean, longText: .salientTokens,
      maximumLength: 12)
    let stored = try encoder.stored()
    #expect(stored.kind == "bert")
    let rebuilt = try #require(
      try StoredEncoders.textEncoder(
        from: stored, among: BuiltInEncoders.types, path: "m.safetensors") as? BERTEncoder)
    #expect(rebuilt.pooling == .lastFourLayersMean)
    #expect(rebuilt.longText == .salientTokens)
    #expect(rebuilt.maximumLength == 12)
    let texts = try texts()
    #expect(try rebuilt.features(of: texts) == encoder.features(of: texts))
  }

  @Test func damagedStoreIsNamed() throws {
    var stored = try BERTEncoder(contentsOf: folder).stored()
    stored.tensors["encoder.layer.2.output.dense.bias"] = nil
    let error = #expect(throws: HUSEError.self) {
      try StoredEncoders.textEncoder(
        from: stored, among: BuiltInEncoders.types, path: "m.safetensors")
    }
    #expect(
      error?.description
        == "m.safetensors: has no tensor 'encoder.layer.2.output.dense.bias' "
        + "(expected with shape [16]). Pass a BERT checkpoint that fits its config.json.")
  }

  @Test func argumentsOutOfRangeAreRefused() {
    for length in [-1, 2, 21] {
      let error = #expect(throws: HUSEError.self) {
        try BERTEncoder(contentsOf: folder, maximumLength: length)
      }
      #expect(
        error?.description
          == "maximumLength: expected a number of tokens from 3 to the 20 positions of the model, "
          + "found \(length).")
    }
  }
}
