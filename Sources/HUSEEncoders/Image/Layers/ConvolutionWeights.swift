internal import CHUSEKernels
package import HUSECore

/// The kernel and the bias of a convolution, with batch normalisation folded in.
package struct ConvolutionWeights: Sendable {
  /// The name of the convolution in a checkpoint.
  package let name: String
  package let kernelSide: Int
  package let inputs: Int
  package let outputs: Int
  /// The kernel, `[kernelSide² · inputs × outputs]`.
  package let kernel: Matrix
  /// The bias, `[1 × outputs]`.
  package let bias: Matrix

  /// - Precondition: `kernel` and `bias` have the shapes of their properties.
  package init(
    name: String, kernelSide: Int, inputs: Int, outputs: Int, kernel: Matrix, bias: Matrix
  ) {
    precondition(
      kernel.rows == kernelSide * kernelSide * inputs && kernel.columns == outputs
        && bias.count == outputs,
      "a kernel of \(kernel) for \(inputs) inputs and \(outputs) outputs")
    self.name = name
    self.kernelSide = kernelSide
    self.inputs = inputs
    self.outputs = outputs
    self.kernel = kernel
    self.bias = bias
  }

  /// Reads a convolution and folds the batch normalisation that follows it into its weights.
  ///
  /// With mean μ, variance σ², scale γ and shift β of the normalisation, the kernel becomes
  /// W · γ / √(σ² + ε) and the bias β − μ · γ / √(σ² + ε). A kernel from `tensors`, which is folded
  /// already, is read unchanged. A depthwise convolution has one input.
  ///
  /// - Throws: `HUSEError.malformedFile` if a tensor is missing or not finite, `.shapeMismatch` if
  ///   it has another shape.
  package init(
    _ name: String, normalization: String, epsilon: Double, kernelSide: Int, inputs: Int,
    outputs: Int, from weights: NetworkWeights
  ) throws(HUSEError) {
    self.name = name
    self.kernelSide = kernelSide
    self.inputs = inputs
    self.outputs = outputs
    let rows = kernelSide * kernelSide * inputs
    if weights.contains(Self.kernelKey(name)) {
      let stored = try weights.tensor(
        Self.kernelKey(name), shape: [kernelSide, kernelSide, inputs, outputs])
      kernel = stored.reshaped(rows: rows, columns: outputs)
      bias = try weights.tensor(Self.biasKey(name), shape: [outputs]).matrix
      return
    }
    let plain = try weights.tensor(
      "\(name).weight", shape: [outputs, inputs, kernelSide, kernelSide])
    func statistic(_ part: String) throws(HUSEError) -> [Float] {
      try weights.tensor("\(normalization).\(part)", shape: [outputs]).matrix.values
    }
    let (gamma, beta) = (try statistic("weight"), try statistic("bias"))
    let (mean, variance) = (try statistic("running_mean"), try statistic("running_var"))
    let scale = zip(gamma, variance).map { Float(Double($0) / (Double($1) + epsilon).squareRoot()) }
    let shift = (0..<outputs).map { beta[$0] - mean[$0] * scale[$0] }
    var folded = Matrix(uninitializedRows: rows, columns: outputs)
    let isFinite = folded.withUnsafeMutableBufferPointer { target in
      plain.matrix.withUnsafeBufferPointer { source in
        huse_conv_fold(
          source.baseAddress, scale, outputs, inputs, kernelSide * kernelSide, target.baseAddress)
      }
    }
    guard isFinite != 0, shift.allSatisfy(\.isFinite) else {
      throw .malformedFile(
        path: weights.path,
        problem: "the convolution '\(name)' with its batch normalisation '\(normalization)' holds "
          + "values that are not finite",
        remedy: "The checkpoint is damaged or was saved from a diverged network; fetch it again.")
    }
    kernel = folded
    bias = Matrix(rows: 1, columns: outputs, values: shift)
  }

  private static func kernelKey(_ name: String) -> String { "\(name).kernel" }
  private static func biasKey(_ name: String) -> String { "\(name).bias" }

  /// The tensors from which the same weights can be read.
  var tensors: [String: Tensor] {
    [
      Self.kernelKey(name): Tensor(
        shape: [kernelSide, kernelSide, inputs, outputs], matrix: kernel),
      Self.biasKey(name): Tensor(shape: [outputs], matrix: bias),
    ]
  }
}

extension Tensor {
  /// The same values as a matrix of another shape, without a copy.
  fileprivate func reshaped(rows: Int, columns: Int) -> Matrix {
    Matrix(storage: matrix.storage, offset: matrix.offset, rows: rows, columns: columns)
  }
}
