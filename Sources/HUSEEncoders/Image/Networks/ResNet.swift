public import Foundation
public import HUSECore

/// ResNet-50 or ResNet-101: the image encoders of the first HUSE implementation.
///
/// The features are the 2048 channel means of the last feature map, at least 0. They are neither
/// normalised nor scaled. An image is resized to 256 pixels on its short side (bilinear), cropped
/// to the middle 224 × 224 pixels, and normalised with ImageNet's mean and standard deviation, as
/// in torchvision.
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
  private let pooling = MaxPooling(
    SlidingWindow(kernelSide: 3, stride: 2, padding: .symmetric(1)))

  /// The length of a feature vector, 2048.
  public var dimension: Int { Self.widths.last.map { $0 * Bottleneck.expansion } ?? 0 }

  /// Reads the weights from a safetensors file with torchvision's key names (`conv1.weight`,
  /// `layer1.0.conv1.weight`, …), which also give the depth. A classifier is ignored.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.unsupportedFile` for a ResNet of another depth or with
  ///   other layers; `.malformedFile` and `.shapeMismatch` with the name of the tensor.
  public init(contentsOf url: URL) throws(HUSEError) {
    try self.init(
      NetworkWeights(try SafetensorsFile(contentsOf: url), purpose: Self.purpose))
  }

  package init(_ weights: NetworkWeights) throws(HUSEError) {
    let counts = try Self.blockCounts(of: weights)
    depth = counts == Self.deep ? 101 : 50
    stem = Convolution(
      try ConvolutionWeights(
        "conv1", normalization: "bn1", epsilon: 1e-5, kernelSide: 7, inputs: 3,
        outputs: Self.widths[0], from: weights),
      stride: 2, padding: .symmetric(3), activation: .relu)
    var blocks: [Bottleneck] = []
    var inputs = Self.widths[0]
    for (stage, count) in counts.enumerated() {
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

  private static let shallow = [3, 4, 6, 3]
  private static let deep = [3, 4, 23, 3]

  /// The numbers of blocks in the stages; those of ResNet-50 if the weights have no blocks.
  ///
  /// - Throws: `HUSEError.unsupportedFile` for another network.
  private static func blockCounts(of weights: NetworkWeights) throws(HUSEError) -> [Int] {
    let counts = (1...4).map { weights.blockCount("layer\($0).") }
    guard counts.contains(where: { $0 > 0 }) else { return shallow }
    let layers = weights.layers
    // ResNet-18 and ResNet-34 have blocks of two convolutions.
    let isBasic = !layers.contains("layer1.0.conv3")
    guard !isBasic, counts == shallow || counts == deep else {
      let names = [
        [2, 2, 2, 2]: "18", shallow: isBasic ? "34" : "50", deep: "101", [3, 8, 36, 3]: "152",
      ]
      let found = counts.map(String.init).joined(separator: ", ")
      throw .unsupportedFile(
        path: weights.path,
        found: names[counts].map { "a ResNet-\($0)" } ?? "a ResNet of \(found) blocks",
        supported: purpose)
    }
    var known: Set<String> = ["conv1", "bn1"]
    for (stage, count) in counts.enumerated() {
      let name = "layer\(stage + 1)"
      known.formUnion(["\(name).0.downsample.0", "\(name).0.downsample.1"])
      for block in 0..<count {
        for index in 1...3 {
          known.formUnion(["\(name).\(block).conv\(index)", "\(name).\(block).bn\(index)"])
        }
      }
    }
    try weights.refuseLayers(
      otherThan: known, in: ["conv", "bn", "layer"], of: "a ResNet-50 or ResNet-101")
    return counts
  }

  /// The channels in the middle of the blocks of each stage.
  private static let widths = [64, 128, 256, 512]

  /// The features of images, `[images.count × 2048]`.
  ///
  /// - Throws: the error of the first image that cannot be decoded, which names its file.
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
