internal import HUSECore

/// A fully connected layer in PyTorch's layout: y = scale ⊙ (x · Wᵀ + b).
struct Linear: Sendable {
  /// The weights W, `[outputs × inputs]`.
  let weight: Matrix
  /// The bias b, `[1 × outputs]`; `nil` stands for 0.
  let bias: Matrix?
  /// The factors of the outputs, `[1 × outputs]`; `nil` stands for 1.
  let scale: Matrix?

  init(weight: Matrix, bias: Matrix? = nil, scale: Matrix? = nil) {
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
      weight: try weights.matrix("\(name).weight", [outputs, inputs]),
      bias: hasBias ? try weights.matrix("\(name).bias", [outputs]) : nil,
      scale: try scale.map { (scale) throws(HUSEError) in try weights.matrix(scale, [outputs]) })
  }

  var outputs: Int { weight.rows }

  /// The weights and the bias with the factors applied.
  fileprivate var scaled: (weight: Matrix, bias: Matrix) {
    var weight = weight
    var bias = bias ?? Matrix(rows: 1, columns: outputs)
    guard let scale else { return (weight, bias) }
    for row in 0..<outputs {
      for column in 0..<weight.columns { weight[row, column] *= scale[0, row] }
      bias[0, row] *= scale[0, row]
    }
    return (weight, bias)
  }

  /// Adds the tensors under their names in a checkpoint.
  func store(_ name: String, scale scaleName: String? = nil, in tensors: inout [String: Tensor]) {
    tensors["\(name).weight"] = Tensor(weight)
    if let bias { tensors["\(name).bias"] = Tensor(validShape: [bias.count], matrix: bias) }
    if let scaleName, let scale {
      tensors[scaleName] = Tensor(validShape: [scale.count], matrix: scale)
    }
  }
}

/// Fully connected layers with the same inputs, whose outputs are side by side.
///
/// Only the packed weights are kept, so a model takes about as much memory as its file.
struct PackedLinear: Sendable {
  /// The parts of a layer other than its packed weights.
  private struct Part: Sendable {
    let outputs: Range<Int>
    let hasBias: Bool
    let hasScale: Bool
  }

  private let parts: [Part]
  private let kernel: PackedKernel
  private let bias: Matrix

  var outputs: Int { kernel.outputs }
  /// The number of panels of outputs, each of which can be computed independently.
  var panelCount: Int { kernel.panelCount }

  /// - Precondition: there is at least one layer, and all have the same number of inputs.
  init(_ layers: [Linear]) {
    let outputs = layers.reduce(0) { $0 + $1.outputs }
    var parts: [Part] = []
    var bias = Matrix(uninitializedRows: 1, columns: outputs)
    var joined = Matrix(
      uninitializedRows: layers.count == 1 ? 0 : outputs, columns: layers[0].weight.columns)
    let rows = UnsafeSharedRows(&joined)
    var start = 0
    for layer in layers {
      let scaled = layer.scaled
      let range = start..<start + layer.outputs
      bias.assign(scaled.bias, atColumn: start)
      if layers.count == 1 {
        joined = scaled.weight
      } else {
        var part = rows[rows: range]
        part.assign(scaled.weight)
      }
      parts.append(
        Part(outputs: range, hasBias: layer.bias != nil, hasScale: layer.scale != nil))
      start = range.upperBound
    }
    kernel = PackedKernel(transposing: joined)
    self.parts = parts
    self.bias = bias
  }

  /// The layers in the form that a checkpoint may have; factors are already applied to the weights.
  var layers: [Linear] {
    let weights = kernel.unpackedWeights
    return parts.map { part in
      let count = part.outputs.count
      return Linear(
        weight: weights[rows: part.outputs],
        bias: part.hasBias
          ? Matrix(row: part.outputs.map { bias[0, $0] }) : nil,
        scale: part.hasScale ? Matrix(rows: 1, columns: count, repeating: 1) : nil)
    }
  }

  /// Sets the outputs of the given panels, or of all for `nil`, to activation(x · Wᵀ + b +
  /// residual).
  func apply(
    to x: Matrix, adding residual: Matrix? = nil, activation: Activation = .identity,
    panels: Range<Int>? = nil, into result: inout some WritableRows
  ) {
    kernel.apply(
      to: x, bias: bias, adding: residual, activation: activation, panels: panels, into: &result)
  }

  /// The outputs in a range of panels.
  func columns(ofPanels panels: Range<Int>) -> Range<Int> { kernel.columns(ofPanels: panels) }
}
