import Foundation
internal import HUSECore

/// The keys in a `config.json` that give the sizes of a vision transformer.
///
/// Files written by transformers omit keys with the default value of their model type.
struct VisionConfigurationFile: Decodable {
  /// The side of a square, as a number or as height and width.
  private struct Side: Decodable {
    let sides: [Int]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      sides = try (try? [container.decode(Int.self)]) ?? container.decode([Int].self)
    }
  }

  private let hidden_size: Int?
  private let num_hidden_layers: Int?
  private let num_attention_heads: Int?
  private let intermediate_size: Int?
  private let mlp_ratio: Double?
  private let image_size: Side?
  private let patch_size: Side?
  private let num_channels: Int?
  private let hidden_act: String?
  private let layer_norm_eps: Float?
  private let use_swiglu_ffn: Bool?
  private let vision_use_head: Bool?

  /// The sizes, except for a projection.
  ///
  /// - Throws: `HUSEError.malformedFile` for impossible sizes, `.unsupportedFile` for a model that
  ///   computes in a different way.
  func configuration(
    _ kind: VisionConfiguration.Kind, path: String
  ) throws(HUSEError) -> VisionConfiguration {
    func unsupported(_ found: String, _ supported: String) -> HUSEError {
      .unsupportedFile(path: path, found: found, supported: supported)
    }
    func side(_ side: Side?, _ key: String, _ standard: Int) throws(HUSEError) -> Int {
      guard let sides = side?.sides else { return standard }
      guard let first = sides.first, sides.allSatisfy({ $0 == first }) else {
        throw unsupported("'\(key)' \(sides)", "squares")
      }
      return first
    }
    if let channels = num_channels, channels != 3 {
      throw unsupported("'num_channels' \(channels)", "3")
    }
    if use_swiglu_ffn ?? false { throw unsupported("'use_swiglu_ffn' true", "false") }
    if !(vision_use_head ?? true) { throw unsupported("'vision_use_head' false", "true") }
    let hidden = hidden_size ?? 768
    let ratio = mlp_ratio ?? 4
    let inner =
      kind == .dinov2
      ? Int(exactly: (Double(hidden) * min(max(ratio, 0), 1e6)).rounded(.down)) ?? 0
      : intermediate_size ?? 3072
    let configuration = VisionConfiguration(
      kind: kind, hiddenSize: hidden, layerCount: num_hidden_layers ?? 12,
      headCount: num_attention_heads ?? 12, intermediateSize: inner,
      imageSide: try side(image_size, "image_size", 224),
      patchSide: try side(patch_size, "patch_size", kind == .clip ? 32 : 16),
      activation: hidden_act ?? kind.activation, epsilon: layer_norm_eps ?? kind.epsilon)
    try configuration.check(path: path, remedy: PretrainedImageFolder.remedy)
    return configuration
  }
}

extension VisionConfiguration.Kind {
  fileprivate var activation: String {
    switch self {
    case .vit, .dinov2: "gelu"
    case .clip: "quick_gelu"
    case .siglip: "gelu_pytorch_tanh"
    }
  }

  fileprivate var epsilon: Float {
    switch self {
    case .vit: 1e-12
    case .dinov2, .siglip: 1e-6
    case .clip: 1e-5
    }
  }
}
