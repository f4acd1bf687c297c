internal import HUSECore

/// A fully connected layer in PyTorch's layout: y = scale ⊙ (x · Wᵀ + b).
struct Linear: Sendable {
  /// The weights W, `[outputs × inputs]`.
  let weight: WeightMatrix
  /// The bias b, `[1 × outputs]`; `nil` stands for 0.
  let bias: Matrix?
  /// The factors of the outputs, `[1 × outputs]`; `nil` stands for 1.
  let scale: Matrix?

  init(weight: WeightMatrix, bias: Matrix? = nil, scale: Matrix? = nil) {
    (self.weight, self.bias, self.scale) = (weight, bias, scale)
  }

  /// Reads `weight` and `bias` of a layer.
  ///
  /// `hasBias` says whether the layer has a bias; `scale` is the name of the tensor with the
  /// factors.
  init(
    _ name: String, inputs: Int, outputs: Int, hasBias: Bool = true, scale: String? = nil,
    from weights: ScopedWeights
  ) throws(HUSEError) {
    self.init(
      weight: try weights.weights("\(name).weight", [outputs, inputs]),
      bias: hasBias ? try weights.matrix("\(name).bias", [outputs]) : nil,
      scale: try scale.map { (scale) throws(HUSEError) in try weights.matrix(scale, [outputs]) })
  }

  var outputs: Int { weight.rows }

  /// The bias with the factors applied, `[1 × outputs]`.
  var scaledBias: Matrix {
    var bias = bias ?? Matrix(rows: 1, columns: outputs)
    guard let scale else { return bias }
    for row in 0..<outputs { bias[0, row] *= scale[0, row] }
    return bias
  }

  /// The layer with the factors applied to weights of 32 bits.
  ///
  /// Weights with fewer bits keep their factors: a product would have more bits.
  var folded: Linear {
    guard let scale, case .float32(var weight) = weight.values else { return self }
    for row in 0..<outputs {
      for column in 0..<weight.columns { weight[row, column] *= scale[0, row] }
    }
    return Linear(
      weight: WeightMatrix(weight), bias: bias.map { _ in scaledBias },
      scale: Matrix(rows: 1, columns: outputs, repeating: 1))
  }

  /// Adds the tensors under their names in a checkpoint.
  func store(
    _ name: String, scale scaleName: String? = nil, in tensors: inout [String: EncoderTensor]
  ) {
    tensors["\(name).weight"] = EncoderTensor(weight)
    if let bias { tensors["\(name).bias"] = EncoderTensor(vector: bias) }
    if let scaleName, let scale { tensors[scaleName] = EncoderTensor(vector: scale) }
  }
}
