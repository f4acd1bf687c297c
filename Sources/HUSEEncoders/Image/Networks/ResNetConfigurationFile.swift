internal import HUSECore

/// The keys in a `config.json` that give the sizes of a ResNet.
struct ResNetConfigurationFile: Decodable {
  private let embedding_size: Int?
  private let hidden_sizes: [Int]?
  private let depths: [Int]?
  private let layer_type: String?
  private let hidden_act: String?
  private let num_channels: Int?
  private let downsample_in_first_stage: Bool?
  private let downsample_in_bottleneck: Bool?

  /// - Throws: `HUSEError.malformedFile` for impossible sizes, `.unsupportedFile` for a network
  ///   that computes in a different way.
  func shape(path: String) throws(HUSEError) -> ResNetShape {
    func unsupported(_ found: String, _ supported: String) -> HUSEError {
      .unsupportedFile(path: path, found: found, supported: supported)
    }
    let type = layer_type ?? "bottleneck"
    guard ["basic", "bottleneck"].contains(type) else {
      throw unsupported("'layer_type' '\(type)'", "basic, bottleneck")
    }
    if let activation = hidden_act, activation != "relu" {
      throw unsupported("hidden_act '\(activation)'", "relu")
    }
    if let channels = num_channels, channels != 3 {
      throw unsupported("'num_channels' \(channels)", "3")
    }
    for (key, value) in [
      ("downsample_in_first_stage", downsample_in_first_stage),
      ("downsample_in_bottleneck", downsample_in_bottleneck),
    ] where value ?? false {
      throw unsupported("'\(key)' true", "false")
    }
    let shape = ResNetShape(
      isBasic: type == "basic", stem: embedding_size ?? 64, blocks: depths ?? [3, 4, 6, 3],
      outputs: hidden_sizes ?? [256, 512, 1024, 2048])
    try shape.check(path: path, remedy: PretrainedImageFolder.remedy)
    return shape
  }
}
