internal import HUSECore

/// A fully connected layer in PyTorch's layout: y = x · Wᵀ + b.
struct Linear: Sendable {
  /// W, `[outputs × inputs]`.
  let weight: Matrix
  /// b, `[1 × outputs]`.
  let bias: Matrix

  init(_ name: String, inputs: Int, outputs: Int, from weights: BERTTensors) throws(HUSEError) {
    weight = try weights.matrix("\(name).weight", [outputs, inputs])
    bias = try weights.matrix("\(name).bias", [outputs])
  }
}

/// Fully connected layers with the same inputs, packed into one matrix product.
///
/// The original weights stay in the mapped file, from which the model is stored.
struct PackedLinear: Sendable {
  /// The layers as in the checkpoint.
  let layers: [Linear]
  private let kernel: PackedKernel
  private let bias: Matrix

  var outputs: Int { kernel.outputs }
  /// The number of panels of outputs. Each can be computed independently.
  var panelCount: Int { kernel.panelCount }

  /// Packs layers.
  ///
  /// - Precondition: there is at least one layer, and all have the same number of inputs.
  init(_ layers: [Linear]) {
    self.layers = layers
    let outputs = layers.reduce(0) { $0 + $1.bias.count }
    var weights = Matrix(uninitializedRows: outputs, columns: layers[0].weight.columns)
    var bias = Matrix(uninitializedRows: 1, columns: outputs)
    let rows = UnsafeSharedRows(&weights)
    var start = 0
    for layer in layers {
      var part = rows[rows: start..<start + layer.bias.count]
      part.assign(layer.weight)
      bias.assign(layer.bias, atColumn: start)
      start += layer.bias.count
    }
    kernel = PackedKernel(transposing: layers.count == 1 ? layers[0].weight : weights)
    self.bias = bias
  }

  /// Sets the outputs of some panels to x · Wᵀ + b + residual.
  func apply(
    to x: Matrix, adding residual: Matrix? = nil, panels: Range<Int>,
    into result: inout UnsafeSharedRows
  ) {
    kernel.apply(to: x, bias: bias, adding: residual, panels: panels, into: &result)
  }

  /// The outputs in a range of panels.
  func columns(ofPanels panels: Range<Int>) -> Range<Int> { kernel.columns(ofPanels: panels) }
}
