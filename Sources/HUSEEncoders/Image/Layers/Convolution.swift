internal import CHUSEKernels
internal import HUSECore

/// A convolution over all channels with a bias and an activation: a matrix product of the windows
/// with the kernel.
package struct Convolution: Sendable {
  package let weights: ConvolutionWeights
  package let window: SlidingWindow
  package let activation: Activation

  package init(
    _ weights: ConvolutionWeights, stride: Int = 1, padding: SlidingWindow.Padding = .same,
    activation: Activation
  ) {
    self.weights = weights
    self.window = SlidingWindow(
      kernelSide: weights.kernelSide, stride: stride, padding: padding)
    self.activation = activation
  }

  /// The activation of the convolution of `input`, plus `residual` before the activation.
  ///
  /// - Precondition: the channels of `input` are the inputs of the kernel; `residual` has the shape
  ///   of the result.
  package func callAsFunction(
    _ input: FeatureMap, adding residual: FeatureMap? = nil, in pool: inout BufferPool
  ) -> FeatureMap {
    precondition(
      input.channels == weights.inputs,
      "\(input.channels) channels for a kernel of \(weights.inputs) inputs")
    let place = window.over(input)
    let (height, width) = (place.output_height, place.output_width)
    var result = pool.matrix(rows: height * width, columns: weights.outputs)
    if window.isPointwise {
      result.assignProduct(of: input.values, and: weights.kernel)
    } else {
      var columns = pool.matrix(rows: height * width, columns: weights.kernel.rows)
      columns.withUnsafeMutableBufferPointer { target in
        input.values.withUnsafeBufferPointer { source in
          huse_conv_unfold(source.baseAddress, place, target.baseAddress)
        }
      }
      result.assignProduct(of: columns, and: weights.kernel)
      pool.recycle(columns)
    }
    finish(&result, adding: residual)
    return FeatureMap(height: height, width: width, values: result)
  }

  private func finish(_ values: inout Matrix, adding residual: FeatureMap?) {
    let (rows, channels) = (values.rows, values.columns)
    if let residual {
      precondition(
        residual.values.rows == rows && residual.channels == channels,
        "a residual of \(residual.values) for \(values)")
    }
    values.withUnsafeMutableBufferPointer { target in
      weights.bias.withUnsafeBufferPointer { bias in
        func apply(_ other: UnsafePointer<Float>?) {
          huse_conv_finish(
            target.baseAddress, rows, channels, bias.baseAddress, other, activation.lower,
            activation.upper)
        }
        if let residual {
          residual.values.withUnsafeBufferPointer { apply($0.baseAddress) }
        } else {
          apply(nil)
        }
      }
    }
  }
}
