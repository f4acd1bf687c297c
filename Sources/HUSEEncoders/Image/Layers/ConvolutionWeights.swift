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

  /// Creates weights.
  ///
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
  /// W · γ / √(σ² + ε) and the bias β − μ · γ / √(σ² + ε). A kernel from
  /// `tensors`, which is already folded, is read unchanged. A depthwise convolution has one input.
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
    guard let folded = Self.kernel(plain, scaledBy: scale), shift.allSatisfy(\.isFinite) else {
      throw Self.notFinite(
        "the convolution '\(name)' with its batch normalisation '\(normalization)'", weights)
    }
    kernel = folded
    bias = Matrix(row: shift)
  }

  /// Reads a convolution without normalisation; `hasBias` says whether it has a bias.
  ///
  /// A kernel from `tensors`, which always has a bias, is read unchanged.
  ///
  /// - Throws: the same errors as the other initializer.
  init(
    _ name: String, kernelSide: Int, inputs: Int, outputs: Int, hasBias: Bool,
    from weights: NetworkWeights
  ) throws(HUSEError) {
    self.name = name
    self.kernelSide = kernelSide
    self.inputs = inputs
    self.outputs = outputs
    let isOwn = weights.contains(Self.kernelKey(name))
    bias =
      hasBias || isOwn
      ? try weights.tensor(Self.biasKey(name), shape: [outputs]).matrix
      : Matrix(rows: 1, columns: outputs)
    if isOwn {
      kernel = try weights.tensor(
        Self.kernelKey(name), shape: [kernelSide, kernelSide, inputs, outputs]
      ).reshaped(rows: kernelSide * kernelSide * inputs, columns: outputs)
      return
    }
    let plain = try weights.tensor(
      "\(name).weight", shape: [outputs, inputs, kernelSide, kernelSide])
    let ones = [Float](repeating: 1, count: outputs)
    guard let reordered = Self.kernel(plain, scaledBy: ones), bias.firstNonFinite == nil else {
      throw Self.notFinite("the convolution '\(name)'", weights)
    }
    kernel = reordered
  }

  /// The kernel of a checkpoint, `[outputs × inputs × side × side]`, with its outputs scaled;
  /// `nil` if a value is not finite.
  private static func kernel(_ plain: Tensor, scaledBy scale: [Float]) -> Matrix? {
    let (outputs, inputs) = (plain.shape[0], plain.shape[1])
    let places = plain.shape[2] * plain.shape[3]
    var kernel = Matrix(uninitializedRows: places * inputs, columns: outputs)
    let isFinite = kernel.withUnsafeMutableBufferPointer { target in
      plain.matrix.withUnsafeBufferPointer { source in
        huse_conv_fold(
          source.baseAddress, scale, outputs, inputs, places, target.baseAddress)
      }
    }
    return isFinite != 0 ? kernel : nil
  }

  private static func notFinite(_ what: String, _ weights: NetworkWeights) -> HUSEError {
    .malformedFile(
      path: weights.path, problem: "\(what) holds values that are not finite",
      remedy: "The checkpoint is damaged or was saved from a diverged network; fetch it again.")
  }

  private static func kernelKey(_ name: String) -> String { "\(name).kernel" }
  private static func biasKey(_ name: String) -> String { "\(name).bias" }

  /// The tensors from which the same weights can be read.
  var tensors: [String: Tensor] {
    [
      Self.kernelKey(name): Tensor(
        validShape: [kernelSide, kernelSide, inputs, outputs], matrix: kernel),
      Self.biasKey(name): Tensor(validShape: [outputs], matrix: bias),
    ]
  }
}
