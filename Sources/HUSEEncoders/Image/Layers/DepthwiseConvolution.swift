internal import CHUSEKernels
internal import HUSECore

/// A convolution of each channel with a kernel of its own, with a bias and an activation.
package struct DepthwiseConvolution: Sendable {
  package let weights: ConvolutionWeights
  package let window: SlidingWindow
  package let activation: Activation

  /// - Precondition: the kernel has one input.
  package init(
    _ weights: ConvolutionWeights, stride: Int = 1, padding: SlidingWindow.Padding = .same,
    activation: Activation
  ) {
    precondition(weights.inputs == 1, "\(weights.inputs) inputs for one channel")
    self.weights = weights
    self.window = SlidingWindow(
      kernelSide: weights.kernelSide, stride: stride, padding: padding)
    self.activation = activation
  }

  /// The activation of the convolution of `input`.
  ///
  /// - Precondition: the channels of `input` are the outputs of the kernel.
  package func callAsFunction(_ input: FeatureMap, in pool: inout BufferPool) -> FeatureMap {
    precondition(
      input.channels == weights.outputs,
      "\(input.channels) channels for \(weights.outputs) kernels")
    let place = window.over(input)
    let (height, width) = (place.output_height, place.output_width)
    var result = pool.matrix(rows: height * width, columns: input.channels)
    result.withUnsafeMutableBufferPointer { target in
      input.values.withUnsafeBufferPointer { source in
        weights.kernel.withUnsafeBufferPointer { kernel in
          weights.bias.withUnsafeBufferPointer { bias in
            huse_conv_depthwise(
              source.baseAddress, kernel.baseAddress, bias.baseAddress, activation.lower,
              activation.upper, place, target.baseAddress)
          }
        }
      }
    }
    return FeatureMap(height: height, width: width, values: result)
  }
}
