import Foundation
internal import HUSECore

/// The files of a pretrained image encoder.
struct PretrainedImageFolder {
  let network: PretrainedImageNetwork
  let preprocessing: ImagePreprocessing

  static let remedy: Remedy = "Pass the folder of a model with its own config.json."
  private static let purpose = "a checkpoint that fits its config.json"
  private static let supported =
    "clip, clip_vision_model, dinov2, resnet, siglip, siglip_vision_model, vit"

  private struct Kind: Decodable {
    let model_type: String
  }

  /// The configuration of a model for images and texts.
  private struct Whole: Decodable {
    let vision_config: VisionConfigurationFile
    let projection_dim: Int?
  }

  /// The configuration of a vision model on its own.
  private struct Part: Decodable {
    let projection_dim: Int?
  }

  /// - Throws: the error of the first file that cannot be read.
  init(_ folder: URL, precision: EncoderPrecision) throws(HUSEError) {
    let url = folder.appendingPathComponent("config.json")
    func decode<File: Decodable>(_ type: File.Type) throws(HUSEError) -> File {
      try JSONDocument.decode(type, contentsOf: url, remedy: Self.remedy)
    }
    func read(
      _ kind: VisionConfiguration.Kind, _ file: VisionConfigurationFile,
      _ processor: ImageProcessorClass,
      projection: (NetworkWeights) -> Int? = { _ in nil }
    ) throws(HUSEError) -> (PretrainedImageNetwork, ImagePreprocessing) {
      try Self.transformer(
        file.configuration(kind, path: url.path), processor, in: folder, precision: precision,
        projection: projection)
    }
    let type = try decode(Kind.self).model_type
    switch type {
    case "vit":
      (network, preprocessing) = try read(.vit, decode(VisionConfigurationFile.self), .vit)
    case "dinov2":
      (network, preprocessing) = try read(.dinov2, decode(VisionConfigurationFile.self), .bit)
    case "clip":
      let file = try decode(Whole.self)
      (network, preprocessing) = try read(.clip, file.vision_config, .clip) { _ in
        file.projection_dim ?? 512
      }
    case "clip_vision_model":
      let size = try decode(Part.self).projection_dim ?? 512
      (network, preprocessing) = try read(.clip, decode(VisionConfigurationFile.self), .clip) {
        $0.contains(VisionNames.projection) ? size : nil
      }
    case "siglip":
      (network, preprocessing) = try read(.siglip, decode(Whole.self).vision_config, .siglip)
    case "siglip_vision_model":
      (network, preprocessing) = try read(
        .siglip, decode(VisionConfigurationFile.self), .siglip)
    case "resnet":
      let shape = try decode(ResNetConfigurationFile.self).shape(path: url.path)
      preprocessing = try PreprocessorFile.preprocessing(in: folder, processor: .convNext)
      let weights = try WeightFiles.weights(in: folder, purpose: Self.purpose)
      network = .residual(try ResNet(weights, shape: shape, preprocessing: preprocessing))
    default:
      throw .unsupportedFile(
        path: url.path, found: "model_type '\(type)' for images", supported: Self.supported)
    }
  }

  private static func transformer(
    _ configuration: VisionConfiguration, _ processor: ImageProcessorClass, in folder: URL,
    precision: EncoderPrecision, projection: (NetworkWeights) -> Int?
  ) throws(HUSEError) -> (PretrainedImageNetwork, ImagePreprocessing) {
    let preprocessing = try PreprocessorFile.preprocessing(in: folder, processor: processor)
    let weights = try WeightFiles.weights(in: folder, purpose: purpose, precision: precision)
    var configuration = configuration
    configuration.projectionSize = projection(weights)
    let path = folder.appendingPathComponent("config.json").path
    try configuration.check(path: path, remedy: remedy)
    let side = preprocessing.cropSide
    let fits =
      configuration.kind == .dinov2
      ? side >= configuration.patchSide : side == configuration.imageSide
    guard fits else {
      throw .malformedFile(
        path: path,
        problem: "the model reads images of \(configuration.imageSide) × "
          + "\(configuration.imageSide) in patches of \(configuration.patchSide), and "
          + "preprocessor_config.json makes images of \(side) × \(side)",
        remedy: "Fetch both files again, with the weights that they belong to.")
    }
    var resized = configuration
    resized.imageSide = side
    try resized.check(path: path, remedy: remedy)
    let network = try VisionTransformer(configuration, side: side, from: weights)
    weights.releaseMemory()
    return (.transformer(network), preprocessing)
  }
}
