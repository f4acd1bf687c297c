internal import CHUSEKernels
internal import HUSECore

/// A kernel laid out as the product of a convolution reads it: 32 outputs side by side.
struct PackedKernel: Sendable {
  let inner: Int
  let outputs: Int
  /// `[⌈outputs / 32⌉ · inner × 32]`, filled up with zeros.
  let panels: Matrix

  /// Packs a kernel `[inner × outputs]`.
  init(_ kernel: Matrix) {
    inner = kernel.rows
    outputs = kernel.columns
    let width = Int(HUSE_PANEL)
    var panels = Matrix(
      uninitializedRows: (outputs + width - 1) / width * inner, columns: width)
    panels.withUnsafeMutableBufferPointer { target in
      kernel.withUnsafeBufferPointer { source in
        huse_conv_pack(source.baseAddress, kernel.rows, kernel.columns, target.baseAddress)
      }
    }
    self.panels = panels
  }

  /// The kernel as it was, `[inner × outputs]`.
  var unpacked: Matrix {
    var kernel = Matrix(uninitializedRows: inner, columns: outputs)
    kernel.withUnsafeMutableBufferPointer { target in
      panels.withUnsafeBufferPointer { source in
        huse_conv_unpack(source.baseAddress, inner, outputs, target.baseAddress)
      }
    }
    return kernel
  }

  /// `result = clamp(input · kernel + bias + residual)`.
  ///
  /// - Precondition: `input` is `[rows × inner]`, `bias` `[1 × outputs]`, `residual` and `result`
  ///   `[rows × outputs]`; this CPU has the instruction level.
  func apply(
    to input: Matrix, bias: Matrix, adding residual: Matrix?, activation: Activation,
    level: InstructionLevel, into result: inout Matrix
  ) {
    let rows = input.rows
    precondition(
      input.columns == inner && bias.count == outputs && result.rows == rows
        && result.columns == outputs
        && residual.map { $0.rows == rows && $0.columns == outputs } ?? true,
      "\(input) by a kernel of \(inner) × \(outputs) into \(result)")
    result.withUnsafeMutableBufferPointer { target in
      input.withUnsafeBufferPointer { source in
        panels.withUnsafeBufferPointer { panels in
          bias.withUnsafeBufferPointer { bias in
            func multiply(adding residual: UnsafePointer<Float>?) {
              huse_conv_product(
                huse_level(rawValue: UInt32(level.rawValue)), source.baseAddress,
                panels.baseAddress, bias.baseAddress, residual, rows, inner, outputs,
                activation.lower, activation.upper, target.baseAddress)
            }
            if let residual {
              residual.withUnsafeBufferPointer { multiply(adding: $0.baseAddress) }
            } else {
              multiply(adding: nil)
            }
          }
        }
      }
    }
  }
}
