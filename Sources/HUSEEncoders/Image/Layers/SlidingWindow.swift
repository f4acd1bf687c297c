internal import CHUSEKernels

/// How a square window moves over a feature map.
package struct SlidingWindow: Sendable, Hashable {
  /// The padding around the map.
  package enum Padding: Sendable, Hashable {
    /// As many as ⌈side / stride⌉ outputs need, with an odd one at the bottom and on the right
    /// (TensorFlow's "same").
    case same
    /// The same number on every side (PyTorch's `padding`).
    case symmetric(Int)
  }

  package let kernelSide: Int
  package let stride: Int
  package let padding: Padding

  /// Creates a window.
  ///
  /// - Precondition: `kernelSide` and `stride` are positive; the padding is not negative.
  package init(kernelSide: Int, stride: Int, padding: Padding) {
    precondition(kernelSide > 0 && stride > 0, "a window of \(kernelSide) with stride \(stride)")
    if case .symmetric(let width) = padding { precondition(width >= 0, "a padding of \(width)") }
    self.kernelSide = kernelSide
    self.stride = stride
    self.padding = padding
  }

  /// The number of outputs along a side, and the padding before the first input.
  ///
  /// - Precondition: at least one window fits.
  func outputs(of side: Int) -> (count: Int, before: Int) {
    switch padding {
    case .same:
      let count = (side + stride - 1) / stride
      return (count, max((count - 1) * stride + kernelSide - side, 0) / 2)
    case .symmetric(let width):
      precondition(side + 2 * width >= kernelSide, "no window of \(kernelSide) in \(side)")
      return ((side + 2 * width - kernelSide) / stride + 1, width)
    }
  }

  /// Whether the window covers a single position (a 1×1 convolution without stride).
  var isPointwise: Bool {
    kernelSide == 1 && stride == 1 && (padding == .same || padding == .symmetric(0))
  }

  /// The positions of the window over a map, in the form that the C kernels take.
  func geometry(over map: FeatureMap) -> huse_window {
    let (height, top) = outputs(of: map.height)
    let (width, left) = outputs(of: map.width)
    return huse_window(
      input_height: map.height, input_width: map.width, channels: map.channels,
      output_height: height, output_width: width, kernel_height: kernelSide,
      kernel_width: kernelSide, stride: stride, padding_top: top, padding_left: left)
  }
}
