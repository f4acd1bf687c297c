public import Foundation
public import HUSECore

/// ResNet-50 or ResNet-101: the image encoders of the first HUSE implementation.
///
/// A row holds the 2048 means over the places of the last feature map, neither normalised nor
/// scaled, none below 0. A picture is resized to 256 on its short side (bilinear) and the middle
/// 224 × 224 are looked at, with ImageNet's mean and standard deviation, as torchvision does.
///
/// ```swift
/// let encoder = try ResNet(contentsOf: checkpoint)                // .safetensors
/// encoder.depth                                                   // 50
/// let features = try encoder.features(of: [.file(photo)])         // [1 × 2048]
/// ```
///
/// He et al., "Deep Residual Learning for Image Recognition" (2015), table 1.
public struct ResNet: ImageEncoder, Sendable {
  private static let purpose =
    "a ResNet-50 or ResNet-101 checkpoint with the keys of torchvision, converted with "
    + "Scripts/convert-checkpoint"

  /// The number of layers, 50 or 101.
  public let depth: Int
  private let stem: Convolution
  private let blocks: [Bottleneck]
  private let pooling = MaximumPooling(
    SlidingWindow(kernelSide: 3, stride: 2, padding: .symmetric(1)))

  /// The length of a feature vector, 2048.
  public var dimension: Int { Self.widths.last.map { $0 * Bottleneck.expansion } ?? 0 }

  /// Reads the weights from a safetensors file with torchvision's key names (`conv1.weight`,
  /// `layer1.0.conv1.weight`, …); a classifier is not read. The names tell the depth.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` and `.shapeMismatch` with the name of the
  ///   tensor.
  public init(contentsOf url: URL) throws(HUSEError) {
    try self.init(
      NetworkWeights(try SafetensorsFile(contentsOf: url), purpose: Self.purpose))
  }

  package init(_ weights: NetworkWeights) throws(HUSEError) {
    // Only the third stage differs: 6 blocks in ResNet-50, 23 in ResNet-101.
    let isDeep = ["weight", "kernel"].contains { weights.contains("layer3.6.conv1.\($0)") }
    depth = isDeep ? 101 : 50
    stem = Convolution(
      try ConvolutionWeights(
        "conv1", normalization: "bn1", epsilon: 1e-5, kernelSide: 7, inputs: 3,
        outputs: Self.widths[0], from: weights),
      stride: 2, padding: .symmetric(3), activation: .relu)
    var blocks: [Bottleneck] = []
    var inputs = Self.widths[0]
    for (stage, count) in [3, 4, isDeep ? 23 : 6, 3].enumerated() {
      for index in 0..<count {
        blocks.append(
          try Bottleneck(
            "layer\(stage + 1).\(index)", inputs: inputs, middle: Self.widths[stage],
            stride: stage > 0 && index == 0 ? 2 : 1, isFirst: index == 0, from: weights))
        inputs = Self.widths[stage] * Bottleneck.expansion
      }
    }
    self.blocks = blocks
  }

  /// The channels in the middle of the blocks of each stage.
  private static let widths = [64, 128, 256, 512]

  /// The features of pictures, `[images.count × 2048]`.
  ///
  /// - Throws: the error of the first picture that cannot be decoded, with its file.
  public func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    try encodedFeatures(of: images)
  }
}

extension ResNet: ConvolutionalNetwork {
  package var preprocessing: ImagePreprocessing { .resNet }

  package var weights: [ConvolutionWeights] { [stem.weights] + blocks.flatMap(\.weights) }

  package func features(of input: FeatureMap, in pool: inout BufferPool) -> Matrix {
    let filtered = stem(input, in: &pool)
    var map = pooling(filtered, in: &pool)
    pool.recycle(filtered.values)
    for block in blocks {
      let next = block(map, in: &pool)
      pool.recycle(map.values)
      map = next
    }
    defer { pool.recycle(map.values) }
    return map.mean
  }
}

extension ResNet: StorableEncoder {
  /// `resnet`.
  public static var storedKind: String { "resnet" }

  /// The weights with batch normalisation folded in.
  public func stored() throws(HUSEError) -> StoredEncoder {
    StoredEncoder(kind: Self.storedKind, settings: Data("{}".utf8), tensors: storedTensors)
  }

  /// Rebuilds the encoder.
  ///
  /// - Throws: `HUSEError.malformedFile` and `.shapeMismatch` with the name of the tensor.
  public init(_ stored: StoredEncoder, path: String) throws(HUSEError) {
    try self.init(NetworkWeights(stored.tensors, path: path, purpose: Self.purpose))
  }
}
