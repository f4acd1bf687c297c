import Foundation
import HUSE
import HUSECore
import HUSEEncoders
import Testing

/// Models whose files have 16 bits for each weight.
@Suite struct HalfPrecisionEncoderTests {
  private static let halves: [StoredPrecision] = [.float16, .bfloat16]
  private static let texts = ["a slice of pizza", "Thin crust", ""]

  /// Calls `body` with a copy of a folder whose weights have 16 bits, and with one whose weights
  /// are the same numbers with 32 bits.
  private static func withCopies(
    of folder: URL, precision: StoredPrecision,
    _ body: (_ halves: URL, _ floats: URL) throws -> Void
  ) throws {
    try withTemporaryFolder { temporary in
      let copies = ["halves", "floats"].map(temporary.appendingPathComponent)
      for (copy, stored) in zip(copies, [precision, .float32]) {
        try FileManager.default.copyItem(at: folder, to: copy)
        let files = FileManager.default.enumerator(at: copy, includingPropertiesForKeys: nil)
        for case let url as URL in files!
        where url.pathExtension == "safetensors" && url.lastPathComponent.hasPrefix("model") {
          let file = try SafetensorsFile(contentsOf: url)
          var tensors: [String: Tensor] = [:]
          var integers: [String: [Int]] = [:]
          for name in file.names {
            if name == "mapping" || name.hasSuffix("position_ids") {
              integers[name] = try file.integers(name)
              continue
            }
            let tensor = try file.tensor(name)
            var matrix = tensor.matrix
            matrix.updateValues { $0 = precision.rounded($0) }
            tensors[name] = try Tensor(shape: tensor.shape, matrix: matrix)
          }
          try SafetensorsFile.write(tensors, precision: stored, integers: integers, to: url)
        }
      }
      try body(copies[0], copies[1])
    }
  }

  @Test(arguments: PretrainedTextEncoderTests.kinds)
  func textModelsGiveTheBitsOfTheSameFloats(kind: String) throws {
    let folder = PretrainedTextEncoderTests.folder.appendingPathComponent(kind)
    for precision in Self.halves {
      try Self.withCopies(of: folder, precision: precision) { halves, floats in
        let encoder = try PretrainedTextEncoder(contentsOf: halves)
        let expected = try PretrainedTextEncoder(contentsOf: floats).features(of: Self.texts)
        #expect(try encoder.features(of: Self.texts) == expected)
        let again = try PretrainedTextEncoder(encoder.stored(), path: "m.huse")
        #expect(try again.features(of: Self.texts) == expected)
      }
    }
  }

  /// Without the factors of DINOv2's branches, which are applied after the sums, the bits are
  /// equal.
  @Test(arguments: ["vit", "dinov2", "clip", "siglip"])
  func imageModelsGiveTheFeaturesOfTheSameFloats(name: String) throws {
    try Self.withCopies(of: PretrainedImages.folder(name), precision: .bfloat16) { halves, floats in
      let encoder = try PretrainedImageEncoder(contentsOf: halves)
      let expected = try PretrainedImageEncoder(contentsOf: floats)
        .features(of: PretrainedImages.images)
      let found = try encoder.features(of: PretrainedImages.images)
      if name == "dinov2" {
        #expect(relativeError(found, expected.doubles) < 1e-5)
      } else {
        #expect(found == expected)
      }
      let again = try PretrainedImageEncoder(encoder.stored(), path: "m.huse")
      #expect(try again.features(of: PretrainedImages.images) == found)
    }
  }

  @Test func aModelFileKeepsThePrecision() throws {
    let world = try SmallWorld()
    try Self.withCopies(of: TinyBERT.model, precision: .bfloat16) { halves, floats in
      func write(_ name: String, _ encoder: URL) throws -> URL {
        let model = try SharedEmbedding(
          imageTower: world.model().imageTower,
          textTower: Tower(
            inputDimension: BERTEncoder(contentsOf: encoder).dimension, hiddenDimensions: [],
            outputDimension: world.model().imageTower.outputDimension, seed: 1),
          classNames: world.pairs.classNames, textEncoder: BERTEncoder(contentsOf: encoder))
        let url = halves.appendingPathComponent(name)
        try model.write(to: url)
        return url
      }
      let (small, large) = (try write("small.huse", halves), try write("large.huse", floats))
      let file = try SafetensorsFile(contentsOf: small)
      #expect(file.metadata["format_version"] == "6")
      #expect(try SafetensorsFile(contentsOf: large).metadata["format_version"] == "5")
      let name = "text_encoder.embeddings.word_embeddings.weight"
      #expect(file.place(of: name)?.type == "BF16")
      // Numbers of 32 bits come first, so that all are aligned.
      #expect(
        file.names.allSatisfy {
          file.place(of: $0)!.type == "BF16" || file.place(of: $0)!.bytes.lowerBound % 4 == 0
        })
      let (read, other) = (
        try SharedEmbedding(contentsOf: small), try SharedEmbedding(contentsOf: large)
      )
      #expect(try read.embed(text: "a slice of pizza") == other.embed(text: "a slice of pizza"))
      // Written again, the file has the same bytes.
      let again = halves.appendingPathComponent("again.huse")
      try read.write(to: again)
      #expect(try Data(contentsOf: again) == Data(contentsOf: small))
    }
  }
}
