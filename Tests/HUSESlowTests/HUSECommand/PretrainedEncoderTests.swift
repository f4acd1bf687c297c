import Foundation
import HUSE
import Testing

/// `huse` with the folder of a pretrained model in place of the name of an encoder.
@Suite struct PretrainedEncoderTests {
  private let work: TemporaryFolder
  private let pantry: SmallPantry

  init() throws {
    work = try TemporaryFolder()
    pantry = try SmallPantry()
    try pantry.writeItems(to: "items")
    // The small models that the quick tests compare with transformers.
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../HUSETests/Fixtures").standardizedFileURL
    for (name, models) in [("models", "image/pretrained"), ("texts", "text/encoders")] {
      try FileManager.default.createSymbolicLink(
        at: work.file(name), withDestinationURL: fixtures.appendingPathComponent(models))
    }
  }

  private func encode(
    _ encoder: String, texts: String = "ngrams", into folder: String = "features"
  ) throws -> BuiltProgram.Outcome {
    try work.huse(
      "encode", "--data", pantry.path("items"), "--image-encoder", encoder, "--text-encoder",
      texts, "-o", folder)
  }

  /// The folder is found again by the manifest, and its encoder goes into the model's file.
  @Test func folderIsEncodedWithAndKeptInTheModel() throws {
    let encoded = try encode("models/dinov2")
    #expect(encoded.status == 0, "\(encoded.errors)")
    let features = try EncodedFeatures(contentsOf: work.file("features"))
    #expect(features.manifest.imageEncoder.name == work.file("models/dinov2").path)
    let trained = try work.huse(
      "train", "--data", "features", "--recipe", "manual", "--graph", "taxonomy", "-e", "2",
      "--dimension", "8",
      "--validation-fraction", "0", "-o", "run", "--quiet")
    #expect(trained.status == 0, "\(trained.errors)")

    let model = try SharedEmbedding(contentsOf: work.file("run/model.huse"))
    let encoder = try #require(model.imageEncoder as? PretrainedImageEncoder)
    #expect(encoder.kind == "dinov2")
    let image = URL(fileURLWithPath: pantry.path("items/images/fruit-0.bmp"))
    let row = try #require(features.pairs.identifiers?.firstIndex(of: "fruit-0.bmp"))
    #expect(
      relativeError(
        try encoder.features(of: [.file(image)]), features.pairs.images[rows: row..<row + 1]) < 1e-6
    )
    #expect(try model.embed(image: image).count == model.dimension)
  }

  @Test func folderOfATextEncoderIsKeptInTheModel() throws {
    let encoded = try encode("models/dinov2", texts: "texts/mpnet")
    #expect(encoded.status == 0, "\(encoded.errors)")
    let features = try EncodedFeatures(contentsOf: work.file("features"))
    #expect(features.manifest.textEncoder.name == work.file("texts/mpnet").path)
    let trained = try work.huse(
      "train", "--data", "features", "--recipe", "manual", "--graph", "taxonomy", "-e", "2",
      "--dimension", "8", "--validation-fraction", "0", "-o", "run", "--quiet")
    #expect(trained.status == 0, "\(trained.errors)")
    let model = try SharedEmbedding(contentsOf: work.file("run/model.huse"))
    let encoder = try #require(model.textEncoder as? PretrainedTextEncoder)
    #expect(encoder.kind == "mpnet")
    #expect(try model.embed(text: "an apple").count == model.dimension)

    // Trained with rounded weights, which the file keeps.
    let rounded = try work.huse(
      "train", "--data", "features", "--recipe", "manual", "--graph", "taxonomy", "-e", "2",
      "--dimension", "8", "--validation-fraction", "0", "--encoder-precision", "int8", "-o",
      "rounded", "--quiet")
    #expect(rounded.status == 0, "\(rounded.errors)")
    let file = try SafetensorsFile(contentsOf: work.file("rounded/model.huse"))
    #expect(file.names.contains("text_encoder.embeddings.word_embeddings.weight.rotated_scale"))
    #expect(
      try SharedEmbedding(contentsOf: work.file("rounded/model.huse")).embed(text: "an apple")
        != model.embed(text: "an apple"))

    let refused = try encode("models/dinov2", texts: "texts/none")
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains(
        "--text-encoder: expected minilm, ngrams, minilm+ngrams, or the folder of a pretrained "
          + "model, found 'texts/none'."), "\(refused.errors)")
  }

  /// One folder for images and texts gives a first figure without training.
  @Test func zeroShotClassification() throws {
    func compare(_ features: String, _ output: String) throws -> BuiltProgram.Outcome {
      try work.huse(
        "compare", "--data", features, "--systems", "zero-shot,knn", "--quick", "--test-fraction",
        "0.4", "--output", output, "--quiet")
    }
    #expect(try encode("texts/clip", texts: "texts/clip").status == 0)
    let outcome = try compare("features", "comparison")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let tables = try work.text("comparison/tables.txt")
    #expect(tables.contains("Zero-shot"), "\(tables)")

    #expect(try encode("texts/clip", into: "others").status == 0)
    let refused = try compare("others", "other")
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains(
        "--systems: expected systems other than it for data that was not encoded with one folder "
          + "of CLIP or SigLIP as --image-encoder and --text-encoder, found zero-shot."),
      "\(refused.errors)")
  }

  @Test func neitherANameNorAFolder() throws {
    let outcome = try encode("resnet60")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        "--image-encoder: expected efficientnet-lite0, resnet18, resnet34, resnet50, resnet101, "
          + "resnet152, or the folder of a pretrained model, found 'resnet60'."),
      "\(outcome.errors)")
  }

  @Test func otherKindsOfModels() throws {
    try FileManager.default.createDirectory(
      at: work.file("swin"), withIntermediateDirectories: true)
    try work.write("{\"model_type\": \"swin\"}", to: "swin/config.json")
    let outcome = try encode("swin")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains("swin/config.json: found model_type 'swin' for images"),
      "\(outcome.errors)")
  }
}
