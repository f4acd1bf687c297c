internal import HUSECore

/// A fully connected layer in PyTorch's layout: y = x · Wᵀ + b with W `[outputs × inputs]`.
struct Linear: Sendable {
  let weight: Matrix
  let bias: Matrix

  init(_ name: String, inputs: Int, outputs: Int, from weights: BERTTensors) throws(HUSEError) {
    weight = try weights.matrix("\(name).weight", [outputs, inputs])
    bias = try weights.matrix("\(name).bias", [outputs])
  }

  /// x · Wᵀ.
  func product(_ x: Matrix, in pool: inout BufferPool) -> Matrix {
    var result = pool.matrix(rows: x.rows, columns: weight.rows)
    result.assignProduct(of: x, and: weight, transposingSecond: true)
    return result
  }

  /// x · Wᵀ + b.
  func callAsFunction(_ x: Matrix, in pool: inout BufferPool) -> Matrix {
    var result = product(x, in: &pool)
    Kernels.best.addBias(bias, to: &result, rectifying: false)
    return result
  }
}

/// Layer normalisation (Ba et al. 2016).
struct LayerNormalization: Sendable {
  let gain: Matrix
  let offset: Matrix
  let epsilon: Float

  init(_ name: String, size: Int, epsilon: Float, from weights: BERTTensors) throws(HUSEError) {
    // Checkpoints converted from TensorFlow say gamma and beta.
    let isOld = weights.contains("\(name).gamma")
    gain = try weights.matrix("\(name).\(isOld ? "gamma" : "weight")", [size])
    offset = try weights.matrix("\(name).\(isOld ? "beta" : "bias")", [size])
    self.epsilon = epsilon
  }

  /// Normalises the rows of x + bias + residual, in place.
  func apply(to x: inout Matrix, addingFirst bias: Matrix, and residual: Matrix) {
    TransformerKernels.normalize(
      &x, addingFirst: bias, and: residual, gain: gain, offset: offset, epsilon: epsilon)
  }
}

/// One layer of BERT: self-attention and two fully connected layers, each added to its input and
/// normalised.
struct BERTLayer: Sendable {
  let attention: SelfAttention
  let attentionOutput: Linear
  let attentionNormalization: LayerNormalization
  let intermediate: Linear
  let output: Linear
  let outputNormalization: LayerNormalization

  init(
    _ name: String, _ configuration: BERTConfiguration, from weights: BERTTensors
  ) throws(HUSEError) {
    let (size, epsilon) = (configuration.hiddenSize, configuration.epsilon)
    attention = try SelfAttention("\(name).attention.self", configuration, from: weights)
    attentionOutput = try Linear(
      "\(name).attention.output.dense", inputs: size, outputs: size, from: weights)
    attentionNormalization = try LayerNormalization(
      "\(name).attention.output.LayerNorm", size: size, epsilon: epsilon, from: weights)
    intermediate = try Linear(
      "\(name).intermediate.dense", inputs: size, outputs: configuration.intermediateSize,
      from: weights)
    output = try Linear(
      "\(name).output.dense", inputs: configuration.intermediateSize, outputs: size, from: weights)
    outputNormalization = try LayerNormalization(
      "\(name).output.LayerNorm", size: size, epsilon: epsilon, from: weights)
  }

  /// The output of the layer for the tokens of several sequences, `[tokens × hidden]`.
  func callAsFunction(
    _ x: Matrix, sequences: [Range<Int>], in pool: inout BufferPool
  ) -> Matrix {
    let context = attention(x, sequences: sequences, in: &pool)
    var attended = attentionOutput.product(context, in: &pool)
    pool.recycle(context)
    attentionNormalization.apply(to: &attended, addingFirst: attentionOutput.bias, and: x)

    var inner = intermediate.product(attended, in: &pool)
    TransformerKernels.applyGELU(to: &inner, addingFirst: intermediate.bias)
    var result = output.product(inner, in: &pool)
    pool.recycle(inner)
    outputNormalization.apply(to: &result, addingFirst: output.bias, and: attended)
    pool.recycle(attended)
    return result
  }
}
