import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Against transformers in double precision, with preprocessing by Pillow.
@Suite struct PretrainedImageEncoderTests {
  @Test(arguments: PretrainedImages.names)
  func featuresEqualTransformers(_ name: String) throws {
    let encoder = try PretrainedImageEncoder(contentsOf: PretrainedImages.folder(name))
    let expected = try PretrainedImages.expected("features", name).matrix
    #expect(encoder.dimension == expected.columns)
    let found = try encoder.features(of: PretrainedImages.images)
    #expect(relativeError(found, expected.doubles) < 1e-5)
  }

  @Test(arguments: PretrainedImages.names)
  func inputsEqualPillow(_ name: String) throws {
    let encoder = try PretrainedImageEncoder(contentsOf: PretrainedImages.folder(name))
    let expected = try PretrainedImages.expected("inputs", name)
    let side = encoder.preprocessing.cropSide
    let step = max(1, side / 24)
    for (row, image) in PretrainedImages.images.enumerated() {
      let map = encoder.preprocessing(try ImageDecoder.decode(image))
      #expect(map.height == side && map.width == side)
      let found = stride(from: 0, to: side, by: step).flatMap { y in
        stride(from: 0, to: side, by: step).flatMap { Array(map.values[row: y * side + $0]) }
      }
      #expect(largestDifference(found, Array(expected.matrix[row: row])) < 1e-6)
    }
  }

  @Test(arguments: [
    ("vit", "vit"), ("dinov2", "dinov2"), ("clip", "clip"), ("clip-vision", "clip"),
    ("siglip", "siglip"), ("resnet-basic", "resnet"), ("resnet-bottleneck", "resnet"),
  ])
  func kindIsThatOfTheConfiguration(_ name: String, _ kind: String) throws {
    #expect(try PretrainedImageEncoder(contentsOf: PretrainedImages.folder(name)).kind == kind)
  }

  /// Many images are computed in batches, and a row is the same in any of them.
  @Test(arguments: ["vit", "siglip", "resnet-basic"])
  func rowsDependOnTheirImageAlone(_ name: String) throws {
    let encoder = try PretrainedImageEncoder(contentsOf: PretrainedImages.folder(name))
    let alone = try PretrainedImages.images.map { try encoder.features(of: [$0]) }
    let order = (0..<101).map { $0 % 3 == 0 ? 1 : 0 }
    let together = try encoder.features(of: order.map { PretrainedImages.images[$0] })
    for (row, image) in order.enumerated() {
      #expect(together[rows: row..<row + 1] == alone[image])
    }
  }

  /// A model file holds the encoder, with the features of a fresh one to the last bit.
  @Test(arguments: PretrainedImages.names)
  func storedEncoderIsEqual(_ name: String) throws {
    let encoder = try PretrainedImageEncoder(contentsOf: PretrainedImages.folder(name))
    let stored = try encoder.stored()
    let rebuilt = try StoredEncoders.imageEncoder(
      from: stored, among: BuiltInEncoders.types, path: "model")
    #expect(
      try rebuilt.features(of: PretrainedImages.images)
        == encoder.features(of: PretrainedImages.images))
    #expect((rebuilt as? PretrainedImageEncoder)?.kind == encoder.kind)
    let again = try (rebuilt as? PretrainedImageEncoder)?.stored()
    #expect(again?.settings == stored.settings && again?.tensors == stored.tensors)
  }

  @Test func noImages() throws {
    let encoder = try PretrainedImageEncoder(contentsOf: PretrainedImages.folder("vit"))
    let features = try encoder.features(of: [])
    #expect(features.rows == 0 && features.columns == 24)
  }

  @Test func imageThatCannotBeDecoded() throws {
    let encoder = try PretrainedImageEncoder(contentsOf: PretrainedImages.folder("vit"))
    let images = PretrainedImages.images + [.data(Data("not an image".utf8))]
    #expect(throws: HUSEError.self) { try encoder.features(of: images) }
  }

  /// `preprocessor_config.json` may lie in `processor_config.json`, as transformers 5 saves it for
  /// models of images and texts.
  @Test func processorOfImagesAndTexts() throws {
    try PretrainedImages.withCopy(of: "clip") { folder in
      let file = folder.url.appendingPathComponent("preprocessor_config.json")
      let inner = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
      let whole = try JSONSerialization.data(
        withJSONObject: ["image_processor": inner, "processor_class": "CLIPProcessor"])
      try folder.write(whole, to: "processor_config.json")
      try FileManager.default.removeItem(at: file)
      let found = try PretrainedImageEncoder(contentsOf: folder.url)
        .features(of: PretrainedImages.images)
      #expect(
        relativeError(found, try PretrainedImages.expected("features", "clip").matrix.doubles)
          < 1e-5)
    }
  }

  /// What earlier versions of transformers leave out or write as a number.
  @Test(
    arguments: [
      (
        "vit",
        ["size": 20, "image_processor_type": nil, "feature_extractor_type": "ViTFeatureExtractor"]
      ),
      (
        "vit",
        ["do_rescale": nil, "rescale_factor": nil, "image_processor_type": "ViTImageProcessorFast"]
      ),
      ("vit", ["image_processor_type": nil, "image_mean": nil, "image_std": nil, "resample": nil]),
      ("clip", ["size": 20, "crop_size": 20, "image_processor_type": nil, "image_mean": nil]),
      (
        "resnet-basic",
        ["size": 32, "crop_pct": nil, "feature_extractor_type": "ConvNextFeatureExtractor"]
      ),
    ] as [(String, [String: (any Sendable)?])])
  func earlierPreprocessorFiles(_ name: String, _ changes: [String: (any Sendable)?]) throws {
    try PretrainedImages.withCopy(of: name) { folder in
      try PretrainedImages.set(changes, in: "preprocessor_config.json", of: folder)
      let found = try PretrainedImageEncoder(contentsOf: folder.url)
      let expected = try PretrainedImageEncoder(contentsOf: PretrainedImages.folder(name))
      #expect(found.preprocessing == expected.preprocessing)
    }
  }
}
