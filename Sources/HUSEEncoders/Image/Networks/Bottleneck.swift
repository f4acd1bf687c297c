internal import HUSECore

/// A bottleneck block of a ResNet: a 1×1 convolution to fewer channels, a 3×3 convolution, a 1×1
/// convolution to more channels, and a shortcut around them.
///
/// The 3×3 convolution has the stride, as in torchvision (ResNet v1.5).
/// He et al., "Deep Residual Learning for Image Recognition" (2015).
struct Bottleneck: Sendable {
  /// The ratio of output channels to channels in the middle.
  static let expansion = 4
  private static let epsilon = 1e-5

  private let reduce: Convolution
  private let filter: Convolution
  private let expand: Convolution
  private let shortcut: Convolution?

  /// Reads a block. The shortcut of the first block of a stage has a convolution, since the shape
  /// changes there.
  init(
    _ name: String, inputs: Int, middle: Int, stride: Int, isFirst: Bool,
    from weights: NetworkWeights
  ) throws(HUSEError) {
    func read(
      _ convolution: String, _ normalization: String, _ side: Int, _ inputs: Int, _ outputs: Int
    ) throws(HUSEError) -> ConvolutionWeights {
      try ConvolutionWeights(
        "\(name).\(convolution)", normalization: "\(name).\(normalization)",
        epsilon: Self.epsilon, kernelSide: side, inputs: inputs, outputs: outputs, from: weights)
    }
    let outputs = middle * Self.expansion
    reduce = Convolution(try read("conv1", "bn1", 1, inputs, middle), activation: .relu)
    filter = Convolution(
      try read("conv2", "bn2", 3, middle, middle), stride: stride, padding: .symmetric(1),
      activation: .relu)
    expand = Convolution(try read("conv3", "bn3", 1, middle, outputs), activation: .relu)
    shortcut =
      isFirst
      ? Convolution(
        try read("downsample.0", "downsample.1", 1, inputs, outputs), stride: stride,
        padding: .symmetric(0), activation: .identity)
      : nil
  }

  var weights: [ConvolutionWeights] {
    [reduce.weights, filter.weights, expand.weights, shortcut?.weights].compactMap(\.self)
  }

  func callAsFunction(_ input: FeatureMap, in pool: inout BufferPool) -> FeatureMap {
    let narrow = reduce(input, in: &pool)
    let filtered = filter(narrow, in: &pool)
    pool.recycle(narrow.values)
    let around = shortcut.map { $0(input, in: &pool) }
    let result = expand(filtered, adding: around ?? input, in: &pool)
    pool.recycle(filtered.values)
    if let around { pool.recycle(around.values) }
    return result
  }
}
