internal import CHUSEKernels
package import HUSECore

/// Max pooling: the maximum of each channel in a window.
package struct MaxPooling: Sendable {
  package let window: SlidingWindow
  private let kernels: Kernels

  package init(_ window: SlidingWindow, kernels: Kernels = .best) {
    self.window = window
    self.kernels = kernels
  }

  package func callAsFunction(_ input: FeatureMap, in pool: inout BufferPool) -> FeatureMap {
    let geometry = window.geometry(over: input)
    let (height, width) = (geometry.output_height, geometry.output_width)
    var result = pool.matrix(rows: height * width, columns: input.channels)
    result.withUnsafeMutableBufferPointer { target in
      input.values.withUnsafeBufferPointer { source in
        kernels.table.pointee.pool_maximum(source.baseAddress, geometry, target.baseAddress)
      }
    }
    return FeatureMap(height: height, width: width, values: result)
  }
}

extension FeatureMap {
  /// Global average pooling: the mean of each channel over all positions, `[1 × channels]`.
  package var mean: Matrix {
    var result = Matrix(uninitializedRows: 1, columns: channels)
    result.withUnsafeMutableBufferPointer { target in
      values.withUnsafeBufferPointer { source in
        Kernels.best.table.pointee.pool_mean(
          source.baseAddress, values.rows, channels, target.baseAddress)
      }
    }
    return result
  }
}
