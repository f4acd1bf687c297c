internal import CHUSEKernels
package import HUSECore

/// A convolution of each channel with its own kernel, followed by a bias and an activation.
package struct DepthwiseConvolution: Sendable {
  package let weights: ConvolutionWeights
  package let window: SlidingWindow
  package let activation: Activation
  private let kernels: Kernels

  /// Creates a convolution.
  ///
  /// - Precondition: the kernel has one input.
  package init(
    _ weights: ConvolutionWeights, stride: Int = 1, padding: SlidingWindow.Padding = .same,
    activation: Activation, kernels: Kernels = .best
  ) {
    precondition(weights.inputs == 1, "\(weights.inputs) inputs for one channel")
    self.weights = weights
    self.window = SlidingWindow(
      kernelSide: weights.kernelSide, stride: stride, padding: padding)
    self.activation = activation
    self.kernels = kernels
  }

  /// The activation of the convolution of `input`.
  ///
  /// - Precondition: `input` has as many channels as the kernel has outputs.
  package func callAsFunction(_ input: FeatureMap, in pool: inout BufferPool) -> FeatureMap {
    precondition(
      input.channels == weights.outputs,
      "\(input.channels) channels for \(weights.outputs) kernels")
    let geometry = window.geometry(over: input)
    let (height, width) = (geometry.output_height, geometry.output_width)
    var result = pool.matrix(rows: height * width, columns: input.channels)
    result.withUnsafeMutableBufferPointer { target in
      input.values.withUnsafeBufferPointer { source in
        weights.kernel.withUnsafeBufferPointer { kernel in
          weights.bias.withUnsafeBufferPointer { bias in
            kernels.table.pointee.depthwise(
              source.baseAddress, kernel.baseAddress, bias.baseAddress, activation.lower,
              activation.upper, geometry, target.baseAddress)
          }
        }
      }
    }
    return FeatureMap(height: height, width: width, values: result)
  }
}
