internal import CHUSEKernels
package import HUSECore

/// Weights in the order in which a matrix product reads them, in panels of 32 outputs.
package struct PackedKernel: Sendable {
  package let inner: Int
  package let outputs: Int
  private let panels: PackedPanels
  /// The factors of the sums, `[1 × outputs]`; `nil` stands for 1.
  private let scales: Matrix?

  /// The number of outputs in a panel.
  private static let width = Int(HUSE_PANEL)

  /// The number of panels.
  ///
  /// Each can be computed independently.
  var panelCount: Int { PackedPanels.count(outputs: outputs) }

  /// Whether a product rounds its input.
  var roundsInput: Bool {
    if case .int8 = panels { true } else { false }
  }

  /// Packs a kernel `[inner × outputs]`.
  init(_ kernel: Matrix) {
    (inner, outputs, scales) = (kernel.rows, kernel.columns, nil)
    panels = PackedPanels(kernel)
  }

  /// Packs weights `[outputs × inner]`.
  ///
  /// - Precondition: there is a factor for each output.
  package init(transposing weights: WeightMatrix, scales: Matrix? = nil) {
    precondition(scales.map { $0.count == weights.rows } ?? true, "factors for \(weights.rows)")
    (inner, outputs) = (weights.columns, weights.rows)
    panels = PackedPanels(transposing: weights)
    self.scales =
      if let own = panels.scales, let scales {
        Matrix(row: zip(own.values, scales.values).map { $0 * $1 })
      } else {
        panels.scales ?? scales
      }
  }

  /// The kernel before packing, `[inner × outputs]`.
  var unpacked: Matrix { panels.unpacked(inner: inner, outputs: outputs) }

  /// The weights before packing, `[outputs × inner]`, without their factors.
  var unpackedWeights: WeightMatrix { panels.unpackedWeights(inner: inner, outputs: outputs) }

  /// Sets `result` to `activation(scales ⊙ (input · kernel) + bias + residual)` for the outputs
  /// of the given panels.
  ///
  /// The bits of a row do not depend on the number of rows.
  ///
  /// `range` is the range of panels, or `nil` for all; other outputs are not changed.
  ///
  /// - Precondition: `input` is `[rows × inner]`, `bias` `[1 × outputs]`, `residual` and `result`
  ///   `[rows × outputs]`.
  package func apply(
    to input: Matrix, bias: Matrix, adding residual: Matrix? = nil,
    activation: Activation = .identity, kernels: Kernels = .best,
    panels range: Range<Int>? = nil, into result: inout some WritableRows
  ) {
    let rows = input.rows
    precondition(
      input.columns == inner && bias.count == outputs && result.rows == rows
        && result.columns == outputs
        && residual.map { $0.rows == rows && $0.columns == outputs } ?? true,
      "\(input) by a kernel of \(inner) × \(outputs) into \(result)")
    let range = range ?? 0..<panelCount
    let columns = self.columns(ofPanels: range)
    let first = columns.lowerBound
    result.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      withExtendedLifetime((input, bias, residual, scales)) {
        var product = huse_product(
          input: input.address, panels: nil, scales: scales.map { $0.address + first }, starts: nil,
          bias: bias.address + first,
          residual: residual.map { $0.address + first }, output: target + first, rows: rows,
          inner: inner, outputs: columns.count, stride: outputs, lower: activation.lower,
          upper: activation.upper)
        panels.compute(&product, fromPanel: range.lowerBound, by: kernels)
      }
    }
  }

  /// The outputs in a range of panels.
  func columns(ofPanels range: Range<Int>) -> Range<Int> {
    range.lowerBound * Self.width..<min(range.upperBound * Self.width, outputs)
  }
}

extension Matrix {
  /// The address of the first value, for the lifetime of the matrix.
  fileprivate var address: UnsafePointer<Float> { UnsafePointer(storage.base + offset) }
}
