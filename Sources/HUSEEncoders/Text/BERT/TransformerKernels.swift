internal import CHUSEKernels
package import HUSECore

/// The elementwise parts of a transformer layer.
package enum TransformerKernels {
  /// Adds a bias to every row, then applies GELU, x · Φ(x) with the exact normal distribution.
  ///
  /// - Precondition: `bias` has a value for each column.
  package static func applyGELU(to x: inout Matrix, addingFirst bias: Matrix) {
    precondition(bias.count == x.columns, "\(bias.count) biases for \(x.columns) columns")
    let (rows, columns) = (x.rows, x.columns)
    x.withUnsafeMutableBufferPointer { x in
      bias.withUnsafeBufferPointer { bias in
        huse_bias_gelu(x.baseAddress, bias.baseAddress, rows, columns)
      }
    }
  }

  /// Replaces every row by the layer normalisation of itself plus `bias` plus its row of `residual`.
  ///
  /// - Precondition: `residual` has the shape of `x`, the others a value for each column.
  package static func normalize(
    _ x: inout Matrix, addingFirst bias: Matrix, and residual: Matrix, gain: Matrix,
    offset: Matrix, epsilon: Float
  ) {
    let (rows, columns) = (x.rows, x.columns)
    precondition(
      residual.rows == rows && residual.columns == columns && bias.count == columns
        && gain.count == columns && offset.count == columns, "\(x), \(residual), \(bias)")
    x.withUnsafeMutableBufferPointer { x in
      residual.withUnsafeBufferPointer { residual in
        bias.withUnsafeBufferPointer { bias in
          gain.withUnsafeBufferPointer { gain in
            offset.withUnsafeBufferPointer { offset in
              huse_layer_norm(
                x.baseAddress, bias.baseAddress, residual.baseAddress, gain.baseAddress,
                offset.baseAddress, epsilon, rows, columns)
            }
          }
        }
      }
    }
  }

  /// Sets the values of a row from `column` on to the means over a range of rows of `x`.
  ///
  /// - Precondition: the ranges lie in the matrices, and `range` is not empty.
  package static func assignMean(
    ofRows range: Range<Int>, of x: Matrix, to result: inout Matrix, row: Int, column: Int
  ) {
    precondition(
      row >= 0 && row < result.rows && column >= 0 && column + x.columns <= result.columns
        && !range.isEmpty, "rows \(range) of \(x) in row \(row) of \(result)")
    let part = x[rows: range]
    let start = row * result.columns + column
    result.withUnsafeMutableBufferPointer { target in
      part.withUnsafeBufferPointer { source in
        guard let base = target.baseAddress else { return }
        huse_pool_mean(source.baseAddress, part.rows, part.columns, base + start)
      }
    }
  }
}
