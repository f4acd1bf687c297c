internal import CHUSEKernels
internal import HUSECore

/// Weights in the order in which a matrix product reads them, in panels of 32 outputs.
struct PackedKernel: Sendable {
  let inner: Int
  let outputs: Int
  /// The panels, `[panelCount · inner × 32]`, padded with zeros.
  private let panels: Matrix

  /// The number of outputs in a panel.
  private static let width = Int(HUSE_PANEL)

  /// The number of panels.
  ///
  /// Each can be computed independently.
  var panelCount: Int { Self.panelCount(outputs) }

  private static func panelCount(_ outputs: Int) -> Int { (outputs + width - 1) / width }

  /// Packs a kernel `[inner × outputs]`.
  init(_ kernel: Matrix) {
    self.init(inner: kernel.rows, outputs: kernel.columns) { target in
      kernel.withUnsafeBufferPointer { source in
        huse_pack(source.baseAddress, kernel.rows, kernel.columns, target)
      }
    }
  }

  /// Packs weights `[outputs × inner]`.
  init(transposing weights: Matrix) {
    self.init(inner: weights.columns, outputs: weights.rows) { target in
      weights.withUnsafeBufferPointer { source in
        huse_pack_transposed(source.baseAddress, weights.columns, weights.rows, target)
      }
    }
  }

  private init(
    inner: Int, outputs: Int, packing pack: (UnsafeMutablePointer<Float>?) -> Void
  ) {
    self.inner = inner
    self.outputs = outputs
    var panels = Matrix(
      uninitializedRows: Self.panelCount(outputs) * inner, columns: Self.width)
    panels.withUnsafeMutableBufferPointer { pack($0.baseAddress) }
    self.panels = panels
  }

  /// The kernel before packing, `[inner × outputs]`.
  var unpacked: Matrix {
    var kernel = Matrix(uninitializedRows: inner, columns: outputs)
    kernel.withUnsafeMutableBufferPointer { target in
      panels.withUnsafeBufferPointer { source in
        huse_unpack(source.baseAddress, inner, outputs, target.baseAddress)
      }
    }
    return kernel
  }

  /// The weights before packing, `[outputs × inner]`.
  var unpackedWeights: Matrix {
    var weights = Matrix(uninitializedRows: outputs, columns: inner)
    weights.withUnsafeMutableBufferPointer { target in
      panels.withUnsafeBufferPointer { source in
        huse_unpack_transposed(source.baseAddress, inner, outputs, target.baseAddress)
      }
    }
    return weights
  }

  /// Sets `result` to `activation(input · kernel + bias + residual)` for the outputs of the given
  /// panels.
  ///
  /// The bits of a row do not depend on the number of rows.
  ///
  /// `range` is the range of panels, or `nil` for all; other outputs are not changed.
  ///
  /// - Precondition: `input` is `[rows × inner]`, `bias` `[1 × outputs]`, `residual` and `result`
  ///   `[rows × outputs]`.
  func apply(
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
    let columns = self.columns(ofPanels: range ?? 0..<panelCount)
    let firstValue = columns.lowerBound * inner
    result.withUnsafeMutableBufferPointer { target in
      input.withUnsafeBufferPointer { source in
        panels.withUnsafeBufferPointer { panels in
          bias.withUnsafeBufferPointer { bias in
            func compute(adding residual: UnsafePointer<Float>?) {
              guard let target = target.baseAddress, let panels = panels.baseAddress,
                let bias = bias.baseAddress
              else { return }
              var product = huse_product(
                input: source.baseAddress, panels: panels + firstValue,
                bias: bias + columns.lowerBound,
                residual: residual.map { $0 + columns.lowerBound },
                output: target + columns.lowerBound, rows: rows, inner: inner,
                outputs: columns.count, stride: outputs, lower: activation.lower,
                upper: activation.upper)
              kernels.table.pointee.packed_product(&product)
            }
            if let residual {
              residual.withUnsafeBufferPointer { compute(adding: $0.baseAddress) }
            } else {
              compute(adding: nil)
            }
          }
        }
      }
    }
  }

  /// The outputs in a range of panels.
  func columns(ofPanels range: Range<Int>) -> Range<Int> {
    range.lowerBound * Self.width..<min(range.upperBound * Self.width, outputs)
  }
}
