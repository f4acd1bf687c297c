public import Foundation
public import HUSECore

/// A ResNet, such as ResNet-18, 34, 50, 101 or 152: the image encoders of the first HUSE
/// implementation.
///
/// The features are the channel means of the last feature map, at least 0: 512 for ResNet-18 and
/// 34, and 2048 for the others. They are neither normalised nor scaled. An image is resized to 256
/// pixels on its short side (bilinear), cropped to the middle 224 × 224 pixels, and normalised
/// with ImageNet's mean and standard deviation, as in torchvision; `PretrainedImageEncoder` reads a
/// folder with its own preprocessing.
///
/// ```swift
/// let encoder = try ResNet(contentsOf: checkpoint)                // .safetensors
/// encoder.depth                                                   // 50
/// let features = try encoder.features(of: [.file(photo)])         // [1 × 2048]
/// ```
///
/// He et al., "Deep Residual Learning for Image Recognition" (2015), table 1.
public struct ResNet: ImageEncoder, Sendable {
  static let purpose =
    "a checkpoint of ResNet-18, 34, 50, 101 or 152 with the keys of torchvision or transformers, "
    + "converted with Scripts/convert-checkpoint"

  private let shape: ResNetShape
  package let preprocessing: ImagePreprocessing
  private let stem: Convolution
  private let blocks: [ResidualBlock]
  private let pooling = MaxPooling(
    SlidingWindow(kernelSide: 3, stride: 2, padding: .symmetric(1)))

  /// The number of layers, such as 50.
  public var depth: Int { shape.depth }

  /// The length of a feature vector: 512 for basic blocks, 2048 for bottlenecks.
  public var dimension: Int { shape.outputs[shape.outputs.count - 1] }

  /// Reads the weights from a safetensors file with the key names of torchvision (`conv1.weight`,
  /// `layer1.0.conv1.weight`, …) or transformers (`resnet.embedder.…`), which also determine
  /// the depth.
  ///
  /// A classifier is ignored.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.unsupportedFile` for a ResNet of another depth or with
  ///   other layers; `.malformedFile` and `.shapeMismatch` with the name of the tensor.
  public init(contentsOf url: URL) throws(HUSEError) {
    try self.init(NetworkWeights(SafetensorsFile(contentsOf: url), purpose: Self.purpose))
  }

  package init(_ weights: NetworkWeights) throws(HUSEError) {
    try self.init(weights, shape: nil, preprocessing: .resNet)
  }

  /// Creates a network from weights; `known` are its sizes, or `nil` to derive them from the names.
  init(
    _ weights: NetworkWeights, shape known: ResNetShape?, preprocessing: ImagePreprocessing
  ) throws(HUSEError) {
    let names = ResNetNames(of: weights)
    let shape: ResNetShape
    if let known { shape = known } else { shape = try ResNetShape(of: weights, names) }
    try shape.refuseOtherLayers(of: weights, names)
    self.shape = shape
    self.preprocessing = preprocessing
    stem = Convolution(
      try ConvolutionWeights(
        names.stem.convolution, normalization: names.stem.normalization,
        epsilon: ResidualBlock.epsilon, kernelSide: 7, inputs: 3, outputs: shape.stem,
        from: weights),
      stride: 2, padding: .symmetric(3), activation: .relu)
    var blocks: [ResidualBlock] = []
    for (stage, count) in shape.blocks.enumerated() {
      for block in 0..<count {
        blocks.append(
          try ResidualBlock(block, ofStage: stage, shape, names: names, from: weights))
        // Kernels are packed; their tensors in the mapped file would be a second copy.
        weights.releasePages()
      }
    }
    self.blocks = blocks
    weights.releaseMemory()
  }

  /// The features of images, `[images.count × dimension]`.
  ///
  /// - Throws: the error of the first image that cannot be decoded, which names its file.
  public func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    try encodedFeatures(of: images)
  }
}

extension ResNet: ConvolutionalNetwork {
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
  /// The differences from a published network with torchvision's preprocessing.
  ///
  /// Files of the first versions contain such networks and no settings.
  struct Settings: Codable {
    let shape: ResNetShape?
    let preprocessing: ImagePreprocessing?
  }

  var settings: Settings {
    Settings(
      shape: shape.isPublished ? nil : shape,
      preprocessing: preprocessing == .resNet ? nil : preprocessing)
  }

  /// The stored name, `resnet`.
  public static var storedKind: String { "resnet" }

  /// The weights with batch normalisation folded in.
  public func stored() throws(HUSEError) -> StoredEncoder {
    StoredEncoder(
      kind: Self.storedKind, settings: try JSONDocument.encode(settings), tensors: storedTensors)
  }

  /// Rebuilds the encoder.
  ///
  /// - Throws: `HUSEError.malformedFile` and `.shapeMismatch` with the name of the tensor.
  public init(_ stored: StoredEncoder, path: String) throws(HUSEError) {
    let settings = try JSONDocument.decode(
      Settings.self, from: stored.settings, path: "\(path), settings of the image encoder",
      remedy: JSONDocument.storedRemedy)
    try self.init(
      settings, NetworkWeights(stored.contents, path: path, purpose: Self.purpose), path: path)
  }

  /// - Throws: `HUSEError.malformedFile` also for impossible sizes.
  init(_ settings: Settings, _ weights: NetworkWeights, path: String) throws(HUSEError) {
    try settings.shape?.check(path: path, remedy: JSONDocument.storedRemedy)
    try settings.preprocessing?.check(path: path)
    try self.init(
      weights, shape: settings.shape, preprocessing: settings.preprocessing ?? .resNet)
  }
}
