internal import HUSECore

/// The sizes and the variant of a vision transformer.
struct VisionConfiguration: Sendable, Hashable, Codable {
  /// The variant of a model, which determines the steps before and after its layers.
  enum Kind: String, Sendable, Hashable, Codable {
    /// ViT: a class token whose last state is normalised (Dosovitskiy et al. 2020).
    case vit
    /// DINOv2: like ViT, with scaled branches and with positions that are interpolated for other
    /// image sizes (Oquab et al. 2023).
    case dinov2
    /// CLIP: a class token and a normalisation before the layers; the token's last state is
    /// normalised and projected (Radford et al. 2021).
    case clip
    /// SigLIP: no class token; attention pools the normalised states (Zhai et al. 2023).
    case siglip
  }

  var kind: Kind
  var hiddenSize: Int
  var layerCount: Int
  var headCount: Int
  var intermediateSize: Int
  /// The side of the images that the positions were trained for.
  var imageSide: Int
  var patchSide: Int
  /// The name of a `TransformerActivation`.
  var activation: String
  var epsilon: Float
  /// The length of a projected feature vector, or `nil` for a model without a projection.
  var projectionSize: Int?

  /// The maximum number of patches along a side; a larger number is an error in a file.
  private static let largestGrid = 128

  /// The number of patches along a side; pixels beyond the last whole patch are ignored.
  var gridSide: Int { imageSide / patchSide }
  var hasClassToken: Bool { kind != .siglip }
  /// The length of a feature vector.
  var dimension: Int { projectionSize ?? hiddenSize }

  /// - Precondition: the activation is known.
  var transformer: TransformerConfiguration {
    guard let activation = TransformerActivation(name: activation) else {
      preconditionFailure("activation \(activation)")
    }
    return TransformerConfiguration(
      hiddenSize: hiddenSize, layerCount: layerCount, headCount: headCount,
      intermediateSize: intermediateSize, normalization: .before, activation: activation,
      epsilon: epsilon)
  }

  /// - Throws: `HUSEError.malformedFile` for impossible sizes, `.unsupportedFile` for an unknown
  ///   activation.
  func check(path: String, remedy: Remedy) throws(HUSEError) {
    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(path: path, problem: problem, remedy: remedy)
    }
    for (key, size, most) in [
      ("hidden_size", hiddenSize, 1 << 16), ("num_hidden_layers", layerCount, 1000),
      ("num_attention_heads", headCount, 1 << 16),
      ("intermediate_size", intermediateSize, 1 << 20),
      ("image_size", imageSide, ImagePreprocessing.longestSide),
      ("patch_size", patchSide, imageSide), ("projection_dim", projectionSize ?? 1, 1 << 16),
    ] where !(1...max(most, 1) ~= size) {
      throw malformed("'\(key)' is \(size), expected a number from 1 to \(most)")
    }
    guard hiddenSize % headCount == 0 else {
      throw malformed(
        "'hidden_size' \(hiddenSize) is not a multiple of 'num_attention_heads' \(headCount)")
    }
    guard gridSide <= Self.largestGrid else {
      throw malformed(
        "images of \(imageSide) × \(imageSide) in patches of \(patchSide) have more than "
          + "\(Self.largestGrid) × \(Self.largestGrid) patches")
    }
    guard epsilon >= 0, epsilon.isFinite else {
      throw malformed("'layer_norm_eps' is \(epsilon), expected a number from 0")
    }
    guard TransformerActivation(name: activation) != nil else {
      throw .unsupportedFile(
        path: path, found: "hidden_act '\(activation)'", supported: TransformerActivation.names)
    }
  }
}
