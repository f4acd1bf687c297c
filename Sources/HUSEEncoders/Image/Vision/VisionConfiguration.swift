internal import HUSECore

/// The sizes of a vision transformer, and how it computes.
struct VisionConfiguration: Sendable, Hashable, Codable {
  /// What a model does before and after its layers.
  enum Kind: String, Sendable, Hashable, Codable {
    /// A class token, whose last state is normalised (Dosovitskiy et al. 2020).
    case vit
    /// The same with scaled branches, and positions that are interpolated for other sizes of images
    /// (Oquab et al. 2023).
    case dinov2
    /// A class token and a normalisation before the layers; its last state is normalised and
    /// projected (Radford et al. 2021).
    case clip
    /// No class token: attention pools the normalised states (Zhai et al. 2023).
    case siglip
  }

  var kind: Kind
  var hiddenSize: Int
  var layerCount: Int
  var headCount: Int
  var intermediateSize: Int
  /// The side of the images that positions were trained for.
  var imageSide: Int
  var patchSide: Int
  /// The name of a `TransformerActivation`.
  var activation: String
  var epsilon: Float
  /// The length of a projected feature vector, `nil` for a model without a projection.
  var projectionSize: Int?

  /// The most patches along a side: more are errors in a file.
  private static let largestGrid = 128

  /// The patches along a side; pixels beyond the last whole patch are not read.
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

  /// - Throws: `HUSEError.malformedFile` for sizes that cannot be, `.unsupportedFile` for an
  ///   activation that is not known.
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
