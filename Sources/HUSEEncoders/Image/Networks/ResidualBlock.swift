internal import HUSECore

/// A block of a ResNet: two or three convolutions and a shortcut around them.
///
/// A basic block has two convolutions of 3×3, the first of which strides. A bottleneck has a 1×1
/// convolution that narrows, a 3×3 convolution with the stride (called ResNet v1.5, as in
/// torchvision), and a 1×1 convolution that widens. He et al., "Deep Residual Learning for Image
/// Recognition" (2015), figure 5.
struct ResidualBlock: Sendable {
  /// The ratio of the output channels of a bottleneck to its middle channels.
  static let expansion = 4
  static let epsilon = 1e-5

  private let convolutions: [Convolution]
  private let shortcut: Convolution?

  init(
    _ block: Int, ofStage stage: Int, _ shape: ResNetShape, names: ResNetNames,
    from weights: NetworkWeights
  ) throws(HUSEError) {
    func read(
      _ layer: ResNetNames.Layer, _ side: Int, _ inputs: Int, _ outputs: Int
    ) throws(HUSEError) -> ConvolutionWeights {
      try ConvolutionWeights(
        layer.convolution, normalization: layer.normalization, epsilon: Self.epsilon,
        kernelSide: side, inputs: inputs, outputs: outputs, from: weights)
    }
    let (inputs, outputs) = (shape.inputs(ofBlock: block, stage: stage), shape.outputs[stage])
    let middle = shape.isBasic ? outputs : outputs / Self.expansion
    let stride = shape.stride(ofBlock: block, stage: stage)
    let sides = shape.isBasic ? [3, 3] : [1, 3, 1]
    let strided = shape.isBasic ? 0 : 1
    var convolutions: [Convolution] = []
    for (index, side) in sides.enumerated() {
      let weights = try read(
        names.convolution(index, ofBlock: block, stage: stage), side,
        index == 0 ? inputs : middle, index == sides.count - 1 ? outputs : middle)
      convolutions.append(
        Convolution(
          weights, stride: index == strided ? stride : 1, padding: .symmetric(side / 2),
          activation: .relu))
    }
    self.convolutions = convolutions
    shortcut =
      shape.hasShortcut(block: block, stage: stage)
      ? Convolution(
        try read(names.shortcut(ofBlock: block, stage: stage), 1, inputs, outputs),
        stride: stride, padding: .symmetric(0), activation: .identity)
      : nil
  }

  var weights: [ConvolutionWeights] {
    convolutions.map(\.weights) + [shortcut?.weights].compactMap(\.self)
  }

  func callAsFunction(_ input: FeatureMap, in pool: inout BufferPool) -> FeatureMap {
    var map = input
    for (index, convolution) in convolutions.dropLast().enumerated() {
      let next = convolution(map, in: &pool)
      if index > 0 { pool.recycle(map.values) }
      map = next
    }
    let around = shortcut.map { $0(input, in: &pool) }
    let result = convolutions[convolutions.count - 1](map, adding: around ?? input, in: &pool)
    pool.recycle(map.values)
    if let around { pool.recycle(around.values) }
    return result
  }
}
