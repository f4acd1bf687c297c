/// The memory for the gradient of some rows of a layer's weights, and of what belongs to its first
/// rows.
struct GradientPart: Sendable {
  /// ∂L/∂W of these rows, `[rows × outputs]`.
  let weights: UnsafeSharedRows
  /// ∂L/∂b, `[1 × outputs]`, with the first rows of the weights.
  let bias: UnsafeSharedRows?
  /// ∂L/∂t of a learned scale, `[1 × 1]`, with the first rows of the weights.
  let logScale: UnsafeSharedRows?

  /// The part for a block, in memory that holds each parameter.
  init(of block: WeightGradientBlock, in memory: (ParameterIdentifier) -> UnsafeSharedRows?) {
    weights = memory(ParameterIdentifier(block.layer, .weights))![rows: block.rows]
    let isFirst = block.rows.lowerBound == 0
    bias = isFirst ? memory(ParameterIdentifier(block.layer, .bias)) : nil
    logScale = isFirst ? memory(ParameterIdentifier(block.layer, .logScale)) : nil
  }

  init(weights: UnsafeSharedRows, bias: UnsafeSharedRows?, logScale: UnsafeSharedRows?) {
    (self.weights, self.bias, self.logScale) = (weights, bias, logScale)
  }

  /// Adds another part of the same shape.
  func add(_ other: GradientPart) {
    Self.add(other.weights, to: weights)
    if let bias, let addend = other.bias { Self.add(addend, to: bias) }
    if let logScale, let addend = other.logScale { Self.add(addend, to: logScale) }
  }

  private static func add(_ source: UnsafeSharedRows, to target: UnsafeSharedRows) {
    var target = target
    target.add(source.matrix)
  }
}
