internal import CHUSEKernels
package import HUSECore

/// A convolution over all channels, followed by a bias and an activation.
///
/// It is computed as a matrix product of the windows with the kernel.
package struct Convolution: Sendable {
  package let window: SlidingWindow
  package let activation: Activation
  package let outputs: Int
  private let name: String
  private let inputs: Int
  private let kernel: PackedKernel
  private let bias: Matrix
  private let kernels: Kernels

  /// Creates a convolution.
  package init(
    _ weights: ConvolutionWeights, stride: Int = 1, padding: SlidingWindow.Padding = .same,
    activation: Activation, kernels: Kernels = .best
  ) {
    window = SlidingWindow(kernelSide: weights.kernelSide, stride: stride, padding: padding)
    self.activation = activation
    outputs = weights.outputs
    name = weights.name
    inputs = weights.inputs
    kernel = PackedKernel(weights.kernel)
    bias = weights.bias
    self.kernels = kernels
  }

  /// The kernel and the bias.
  package var weights: ConvolutionWeights {
    ConvolutionWeights(
      name: name, kernelSide: window.kernelSide, inputs: inputs, outputs: outputs,
      kernel: kernel.unpacked, bias: bias)
  }

  /// The activation of the convolution of `input`; `residual` is added before the activation.
  ///
  /// - Precondition: `input` has as many channels as the kernel has inputs; `residual` has the
  ///   shape of the result.
  package func callAsFunction(
    _ input: FeatureMap, adding residual: FeatureMap? = nil, in pool: inout BufferPool
  ) -> FeatureMap {
    precondition(
      input.channels == inputs, "\(input.channels) channels for a kernel of \(inputs) inputs")
    let geometry = window.geometry(over: input)
    let (height, width) = (geometry.output_height, geometry.output_width)
    var result = pool.matrix(rows: height * width, columns: outputs)
    func multiply(_ windows: Matrix) {
      kernel.apply(
        to: windows, bias: bias, adding: residual?.values, activation: activation, kernels: kernels,
        into: &result)
    }
    if window.isPointwise {
      multiply(input.values)
    } else {
      var columns = pool.matrix(rows: height * width, columns: kernel.inner)
      columns.withUnsafeMutableBufferPointer { target in
        input.values.withUnsafeBufferPointer { source in
          huse_conv_unfold(source.baseAddress, geometry, target.baseAddress)
        }
      }
      multiply(columns)
      pool.recycle(columns)
    }
    return FeatureMap(height: height, width: width, values: result)
  }
}
