internal import HUSECore

/// Layer normalisation (Ba, Kiros and Hinton 2016).
struct LayerNormalization: Sendable {
  let gain: Matrix
  let offset: Matrix
  private let epsilon: Float

  init(_ name: String, size: Int, epsilon: Float, from weights: ScopedWeights) throws(HUSEError) {
    // Checkpoints converted from TensorFlow have the names gamma and beta.
    let isOld = weights.contains("\(name).gamma")
    gain = try weights.matrix("\(name).\(isOld ? "gamma" : "weight")", [size])
    offset = try weights.matrix("\(name).\(isOld ? "beta" : "bias")", [size])
    self.epsilon = epsilon
  }

  /// Normalises the rows of `x` in place.
  func apply(to x: inout some WritableRows) {
    TransformerKernels.normalize(&x, gain: gain, offset: offset, epsilon: epsilon)
  }

  /// Adds the tensors under their names in a checkpoint.
  func store(_ name: String, in tensors: inout [String: EncoderTensor]) {
    tensors["\(name).weight"] = EncoderTensor(vector: gain)
    tensors["\(name).bias"] = EncoderTensor(vector: offset)
  }
}
