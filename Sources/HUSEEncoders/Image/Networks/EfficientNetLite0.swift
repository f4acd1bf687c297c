public import Foundation
public import HUSECore

/// EfficientNet-Lite0: a small, fast image encoder.
///
/// The features are the 1280 channel means of the last feature map, from 0 to 6. They are neither
/// normalised nor scaled. An image is resized to 256 pixels on its short side (bicubic) and cropped
/// to the middle 224 × 224 pixels, with values (x − 127) / 128, as in the training of the
/// network.
///
/// ```swift
/// let encoder = try EfficientNetLite0(contentsOf: checkpoint)     // .safetensors
/// let features = try encoder.features(of: [.file(photo)])         // [1 × 1280]
/// ```
///
/// Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks" (2019);
/// the Lite variants use ReLU6 and no squeeze-and-excitation.
public struct EfficientNetLite0: ImageEncoder, Sendable {
  private static let purpose =
    "an EfficientNet-Lite0 checkpoint of PyTorch, converted with Scripts/convert-checkpoint"
  private static let epsilon = 1e-3

  private let stem: Convolution
  private let blocks: [InvertedResidual]
  private let head: Convolution

  /// The length of a feature vector, 1280.
  public var dimension: Int { head.outputs }

  /// Reads the weights from a safetensors file with the key names of the PyTorch checkpoint
  /// (`_conv_stem.weight`, `_blocks.0._depthwise_conv.weight`, …).
  ///
  /// A classifier is ignored.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.unsupportedFile` for another EfficientNet;
  ///   `.malformedFile` and `.shapeMismatch` with the name of the tensor.
  public init(contentsOf url: URL) throws(HUSEError) {
    try self.init(
      NetworkWeights(try SafetensorsFile(contentsOf: url), purpose: Self.purpose))
  }

  package init(_ weights: NetworkWeights) throws(HUSEError) {
    try Self.checkLayers(of: weights)
    stem = Convolution(
      try ConvolutionWeights(
        "_conv_stem", normalization: "_bn0", epsilon: Self.epsilon, kernelSide: 3, inputs: 3,
        outputs: Self.stemChannels, from: weights),
      stride: 2, activation: .relu6)
    var blocks: [InvertedResidual] = []
    for shape in Self.blockShapes {
      blocks.append(
        try InvertedResidual(
          "_blocks.\(blocks.count)", shape, epsilon: Self.epsilon, from: weights))
      weights.releasePages()
    }
    self.blocks = blocks
    head = Convolution(
      try ConvolutionWeights(
        "_conv_head", normalization: "_bn1", epsilon: Self.epsilon, kernelSide: 1,
        inputs: Self.stages.last?.channels ?? 0, outputs: 1280, from: weights),
      activation: .relu6)
    weights.releaseMemory()
  }

  /// Checks that the weights belong to an EfficientNet-Lite0.
  ///
  /// - Throws: `HUSEError.unsupportedFile` for another network.
  private static func checkLayers(of weights: NetworkWeights) throws(HUSEError) {
    let count = weights.blockCount("_blocks.")
    guard count == 0 || count == blockShapes.count else {
      throw .unsupportedFile(
        path: weights.path, found: "an EfficientNet of \(count) blocks", supported: purpose)
    }
    var known: Set<String> = ["_conv_stem", "_bn0", "_conv_head", "_bn1"]
    for index in 0..<count {
      for layer in ["_expand_conv", "_bn0", "_depthwise_conv", "_bn1", "_project_conv", "_bn2"] {
        known.insert("_blocks.\(index).\(layer)")
      }
    }
    try weights.refuseLayers(
      otherThan: known, in: ["_conv", "_bn", "_blocks"], of: "an EfficientNet-Lite0")
  }

  /// The features of images, `[images.count × 1280]`.
  ///
  /// - Throws: the error of the first image that cannot be decoded, which names its file.
  public func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    try encodedFeatures(of: images)
  }
}

extension EfficientNetLite0: ConvolutionalNetwork {
  package var preprocessing: ImagePreprocessing { .efficientNetLite0 }

  package var weights: [ConvolutionWeights] {
    [stem.weights] + blocks.flatMap(\.weights) + [head.weights]
  }

  package func features(of input: FeatureMap, in pool: inout BufferPool) -> Matrix {
    var map = stem(input, in: &pool)
    for block in blocks {
      let next = block(map, in: &pool)
      pool.recycle(map.values)
      map = next
    }
    let last = head(map, in: &pool)
    pool.recycle(map.values)
    defer { pool.recycle(last.values) }
    return last.mean
  }
}

extension EfficientNetLite0: StorableEncoder {
  /// The stored name, `efficientnet-lite0`.
  public static var storedKind: String { "efficientnet-lite0" }

  /// The weights with batch normalisation folded in.
  public func stored() throws(HUSEError) -> StoredEncoder {
    StoredEncoder(kind: Self.storedKind, settings: Data("{}".utf8), tensors: storedTensors)
  }

  /// Rebuilds the encoder.
  ///
  /// - Throws: `HUSEError.malformedFile` and `.shapeMismatch` with the name of the tensor.
  public init(_ stored: StoredEncoder, path: String) throws(HUSEError) {
    try self.init(NetworkWeights(stored.contents, path: path, purpose: Self.purpose))
  }
}

extension EfficientNetLite0 {
  private static let stemChannels = 32

  private struct Stage {
    let repeats: Int
    let kernelSide: Int
    let stride: Int
    let expansion: Int
    let channels: Int
  }

  /// Table 1 of the paper, for a resolution of 224.
  ///
  /// The first block of a stage has the stride.
  private static let stages = [
    Stage(repeats: 1, kernelSide: 3, stride: 1, expansion: 1, channels: 16),
    Stage(repeats: 2, kernelSide: 3, stride: 2, expansion: 6, channels: 24),
    Stage(repeats: 2, kernelSide: 5, stride: 2, expansion: 6, channels: 40),
    Stage(repeats: 3, kernelSide: 3, stride: 2, expansion: 6, channels: 80),
    Stage(repeats: 3, kernelSide: 5, stride: 1, expansion: 6, channels: 112),
    Stage(repeats: 4, kernelSide: 5, stride: 2, expansion: 6, channels: 192),
    Stage(repeats: 1, kernelSide: 3, stride: 1, expansion: 6, channels: 320),
  ]

  private static var blockShapes: [InvertedResidual.Shape] {
    var inputs = stemChannels
    return stages.flatMap { stage in
      (0..<stage.repeats).map { index in
        defer { inputs = stage.channels }
        return InvertedResidual.Shape(
          inputs: inputs, outputs: stage.channels, kernelSide: stage.kernelSide,
          stride: index == 0 ? stage.stride : 1, expansion: stage.expansion)
      }
    }
  }
}
