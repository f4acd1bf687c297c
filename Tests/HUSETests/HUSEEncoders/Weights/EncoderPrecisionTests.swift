import Foundation
import HUSE
import HUSECore
import HUSEEncoders
import Testing

/// Encoders whose weights are rounded when they are read.
@Suite struct EncoderPrecisionTests {
  private static let texts = ["a slice of pizza", "Thin crust", ""]

  @Test(arguments: PretrainedTextEncoderTests.kinds)
  func textModelsOfBytes(kind: String) throws {
    let folder = PretrainedTextEncoderTests.folder.appendingPathComponent(kind)
    let expected = try PretrainedTextEncoder(contentsOf: folder).features(of: Self.texts)
    let encoder = try PretrainedTextEncoder(contentsOf: folder, precision: .int8)
    let found = try encoder.features(of: Self.texts)
    #expect(found != expected)
    #expect(PretrainedTextEncoderTests.error(found, expected) < 0.02)
    let again = try PretrainedTextEncoder(encoder.stored(), path: "m.huse")
    #expect(try again.features(of: Self.texts) == found)
  }

  @Test(arguments: ["vit", "dinov2", "clip", "siglip"])
  func imageModelsOfBytes(name: String) throws {
    let folder = PretrainedImages.folder(name)
    let expected = try PretrainedImageEncoder(contentsOf: folder)
      .features(of: PretrainedImages.images)
    let encoder = try PretrainedImageEncoder(contentsOf: folder, precision: .int8)
    let found = try encoder.features(of: PretrainedImages.images)
    #expect(found != expected)
    #expect(PretrainedTextEncoderTests.error(found, expected) < 0.05)
    let again = try PretrainedImageEncoder(encoder.stored(), path: "m.huse")
    #expect(try again.features(of: PretrainedImages.images) == found)
  }

  @Test func weightsAreRoundedToBFloat16() throws {
    let encoder = try BERTEncoder(contentsOf: TinyBERT.model, precision: .bfloat16)
    let stored = try encoder.stored()
    let weights = try BERTEncoder(contentsOf: TinyBERT.model).stored().tensors
    for (name, tensor) in stored.tensors {
      var expected = try #require(weights[name]).matrix
      if tensor.shape.count == 2 {
        expected.updateValues { $0 = StoredPrecision.bfloat16.rounded($0) }
      }
      #expect(tensor.matrix == expected, "\(name)")
    }
  }

  /// A model with the encoder, written and read.
  private static func write(_ encoder: BERTEncoder, to url: URL) throws {
    let world = try SmallWorld()
    let tower = try world.model().imageTower
    try SharedEmbedding(
      imageTower: tower,
      textTower: Tower(
        inputDimension: encoder.dimension, hiddenDimensions: [],
        outputDimension: tower.outputDimension, seed: 1),
      classNames: world.pairs.classNames, textEncoder: encoder
    ).write(to: url)
  }

  @Test func aModelFileKeepsTheBytes() throws {
    try withTemporaryFolder { folder in
      let encoder = try BERTEncoder(contentsOf: TinyBERT.model, precision: .int8)
      let (url, again) = (
        folder.appendingPathComponent("m.huse"), folder.appendingPathComponent("again.huse")
      )
      try Self.write(encoder, to: url)
      let file = try SafetensorsFile(contentsOf: url)
      #expect(file.metadata["format_version"] == "6")
      let name = "text_encoder.embeddings.word_embeddings.weight"
      #expect(file.place(of: name)?.type == "I8")
      #expect(file.place(of: "\(name).rotated_scale")?.type == "F32")
      // What every token shares keeps 16 bits.
      let positions = "text_encoder.embeddings.position_embeddings.weight"
      #expect(file.place(of: positions)?.type == "BF16")
      let read = try SharedEmbedding(contentsOf: url)
      let texts = TinyBERT.texts
      #expect(
        try read.textEncoder?.features(of: texts) == encoder.features(of: texts))
      try read.write(to: again)
      #expect(try Data(contentsOf: again) == Data(contentsOf: url))
    }
  }

  /// Values that are infinite, and such that become infinite when they are rotated.
  @Test(arguments: [
    (Float.infinity, "values that are not finite"), (3e38, "values that are too large for bytes"),
  ])
  func damagedWeightsAreNotRounded(value: Float, problem: String) throws {
    try TinyBERT.withModel { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      let file = try SafetensorsFile(contentsOf: url)
      var tensors: [String: Tensor] = [:]
      for name in file.names { tensors[name] = try file.tensor(name) }
      let name = try #require(file.names.first { $0.hasSuffix("intermediate.dense.weight") })
      var matrix = try #require(tensors[name]).matrix
      for column in 0..<matrix.columns { matrix[1, column] = value }
      tensors[name] = Tensor(matrix)
      try SafetensorsFile.write(tensors, to: url)
      #expect(
        errorText { () throws(HUSEError) in
          try BERTEncoder(contentsOf: folder, precision: .int8)
        }
          == "\(url.path): tensor '\(name)' holds \(problem). The weights of the model are "
          + "damaged; fetch them again.")
    }
  }
}
