internal import HUSECore

/// Fully connected layers with the same inputs, whose outputs are side by side.
///
/// Only the packed weights are kept, so a model takes about as much memory as its file.
struct PackedLinear: Sendable {
  /// A layer without its weights, which are packed.
  private struct Part: Sendable {
    let outputs: Range<Int>
    let bias: Matrix?
    let scale: Matrix?
  }

  private let parts: [Part]
  private let kernel: PackedKernel
  private let bias: Matrix

  var outputs: Int { kernel.outputs }
  /// The number of panels of outputs, each of which can be computed independently.
  var panelCount: Int { kernel.panelCount }
  /// Whether a product rounds its input, as weights of a byte need it.
  var roundsInput: Bool { kernel.roundsInput }

  /// - Precondition: there is at least one layer, and all have the same number of inputs.
  init(_ layers: [Linear]) {
    let layers = layers.map(\.folded)
    var parts: [Part] = []
    var bias = Matrix(uninitializedRows: 1, columns: layers.reduce(0) { $0 + $1.outputs })
    var start = 0
    for layer in layers {
      bias.assign(layer.scaledBias, atColumn: start)
      let range = start..<start + layer.outputs
      parts.append(Part(outputs: range, bias: layer.bias, scale: layer.scale))
      start = range.upperBound
    }
    kernel = PackedKernel(
      transposing: .joining(layers.map(\.weight)), scales: Self.scales(of: layers))
    self.parts = parts
    self.bias = bias
  }

  /// The factors of all outputs; `nil` if all are 1.
  private static func scales(of layers: [Linear]) -> Matrix? {
    let scales = layers.flatMap { layer in
      layer.scale?.values ?? [Float](repeating: 1, count: layer.outputs)
    }
    return scales.allSatisfy { $0 == 1 } ? nil : Matrix(row: scales)
  }

  /// The layers in the form that a checkpoint may have; factors may be applied to the weights.
  var layers: [Linear] {
    let weights = kernel.unpackedWeights
    return parts.map { part in
      Linear(weight: weights[rows: part.outputs], bias: part.bias, scale: part.scale)
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
