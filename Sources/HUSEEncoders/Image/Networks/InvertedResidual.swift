internal import HUSECore

/// A mobile inverted bottleneck without squeeze-and-excitation: a 1×1 convolution to more
/// channels, a depthwise convolution, and a 1×1 convolution to fewer channels without an
/// activation.
///
/// Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks" (2018).
struct InvertedResidual: Sendable {
  struct Shape: Sendable {
    let inputs: Int
    let outputs: Int
    let kernelSide: Int
    let stride: Int
    /// The ratio of channels in the middle to input channels.
    let expansion: Int
  }

  private let expand: Convolution?
  private let depthwise: DepthwiseConvolution
  private let project: Convolution
  private let hasShortcut: Bool

  init(
    _ name: String, _ shape: Shape, epsilon: Double, from weights: NetworkWeights
  ) throws(HUSEError) {
    let middle = shape.inputs * shape.expansion
    expand =
      shape.expansion == 1
      ? nil
      : Convolution(
        try ConvolutionWeights(
          "\(name)._expand_conv", normalization: "\(name)._bn0", epsilon: epsilon, kernelSide: 1,
          inputs: shape.inputs, outputs: middle, from: weights),
        activation: .relu6)
    depthwise = DepthwiseConvolution(
      try ConvolutionWeights(
        "\(name)._depthwise_conv", normalization: "\(name)._bn1", epsilon: epsilon,
        kernelSide: shape.kernelSide, inputs: 1, outputs: middle, from: weights),
      stride: shape.stride, activation: .relu6)
    project = Convolution(
      try ConvolutionWeights(
        "\(name)._project_conv", normalization: "\(name)._bn2", epsilon: epsilon, kernelSide: 1,
        inputs: middle, outputs: shape.outputs, from: weights),
      activation: .identity)
    hasShortcut = shape.stride == 1 && shape.inputs == shape.outputs
  }

  var weights: [ConvolutionWeights] {
    [expand?.weights, depthwise.weights, project.weights].compactMap(\.self)
  }

  func callAsFunction(_ input: FeatureMap, in pool: inout BufferPool) -> FeatureMap {
    let widened = expand.map { $0(input, in: &pool) }
    let filtered = depthwise(widened ?? input, in: &pool)
    if let widened { pool.recycle(widened.values) }
    let result = project(filtered, adding: hasShortcut ? input : nil, in: &pool)
    pool.recycle(filtered.values)
    return result
  }
}
