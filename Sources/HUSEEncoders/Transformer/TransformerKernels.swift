internal import CHUSEKernels
package import HUSECore

/// The operations of a transformer layer that are not products with weights.
package enum TransformerKernels {
  /// Applies GELU, x · Φ(x) with the exact normal distribution, to a range of columns.
  ///
  /// `isCoarse` tells that an error of 1e-4 does not matter because the result is rounded next.
  ///
  /// - Precondition: `columns` are within `x`.
  package static func applyGELU(
    to x: inout some WritableRows, columns: Range<Int>, isCoarse: Bool = false,
    kernels: Kernels = .best
  ) {
    let (rows, stride) = (x.rows, x.columns)
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= stride, "columns \(columns) of \(stride)")
    x.withUnsafeMutableBufferPointer { x in
      guard let base = x.baseAddress else { return }
      let start = base + columns.lowerBound
      if isCoarse {
        kernels.table.pointee.coarse_gelu(start, rows, columns.count, stride)
      } else {
        kernels.table.pointee.gelu(start, rows, columns.count, stride)
      }
    }
  }

  /// Applies an activation to some columns; a ReLU was already applied by the preceding product.
  ///
  /// `isRounded` tells whether the next product rounds the result to bytes.
  ///
  /// - Precondition: `columns` are within `x`.
  static func apply(
    _ activation: TransformerActivation, to x: inout some WritableRows, columns: Range<Int>,
    isRounded: Bool = false
  ) {
    switch activation {
    case .gelu: applyGELU(to: &x, columns: columns, isCoarse: isRounded)
    // 2 √(2/π), and 0.044715 times that.
    case .tanhGELU: applyGate(to: &x, columns: columns, linear: 1.595769122, cubic: 0.071354816)
    case .quickGELU: applyGate(to: &x, columns: columns, linear: 1.702, cubic: 0)
    case .relu: break
    }
  }

  /// Applies x · σ(linear · x + cubic · x³) to some columns.
  ///
  /// - Precondition: `columns` are within `x`.
  package static func applyGate(
    to x: inout some WritableRows, columns: Range<Int>, linear: Float, cubic: Float,
    kernels: Kernels = .best
  ) {
    let (rows, stride) = (x.rows, x.columns)
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= stride, "columns \(columns) of \(stride)")
    x.withUnsafeMutableBufferPointer { x in
      guard let base = x.baseAddress else { return }
      kernels.table.pointee.sigmoid_gate(
        base + columns.lowerBound, rows, columns.count, stride, linear, cubic)
    }
  }

  /// Replaces every row by its layer normalisation.
  ///
  /// - Precondition: `gain` and `offset` have a value for each column.
  package static func normalize(
    _ x: inout some WritableRows, gain: Matrix, offset: Matrix, epsilon: Float,
    kernels: Kernels = .best
  ) {
    let (rows, columns) = (x.rows, x.columns)
    precondition(
      gain.count == columns && offset.count == columns,
      "\(gain.count) and \(offset.count) values for \(columns) columns")
    x.withUnsafeMutableBufferPointer { x in
      gain.withUnsafeBufferPointer { gain in
        offset.withUnsafeBufferPointer { offset in
          kernels.table.pointee.layer_norm(
            x.baseAddress, gain.baseAddress, offset.baseAddress, epsilon, rows, columns)
        }
      }
    }
  }

  /// Sets the values of a row that start at `column` to the column means of a range of rows of `x`.
  ///
  /// - Precondition: the ranges are within the matrices, and `range` is not empty.
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
        Kernels.best.table.pointee.pool_mean(
          source.baseAddress, part.rows, part.columns, base + start)
      }
    }
  }
}

// MARK: - Attention

extension TransformerKernels {
  /// Sets scores to `scale` · queries · keysᵀ, `[queries × keys]`.
  ///
  /// The scores of a query have the same bits whatever the number of queries.
  ///
  /// - Precondition: the shapes agree, and the rows of queries and keys are equally far apart.
  package static func assignScores(
    to scores: inout some WritableRows, queries: MatrixBlock, keys: MatrixBlock, scale: Float,
    kernels: Kernels = .best
  ) {
    let (size, stride) = (queries.columns.count, queries.matrix.columns)
    precondition(
      keys.columns.count == size && keys.matrix.columns == stride
        && scores.rows == queries.rows.count && scores.columns == keys.rows.count,
      "[\(scores.rows) × \(scores.columns)] of columns \(queries.columns) of \(queries.matrix) "
        + "and columns \(keys.columns) of \(keys.matrix)")
    scores.withUnsafeMutableBufferPointer { scores in
      queries.withUnsafePointer { first in
        keys.withUnsafePointer { second in
          kernels.table.pointee.attention_scores(
            first, second, queries.rows.count, keys.rows.count, size, stride, scale,
            scores.baseAddress)
        }
      }
    }
  }

  /// Sets the rectangle that starts at `row` and `column` to scores · values,
  /// `[queries × columns of the values]`.
  ///
  /// A row has the same bits whatever the number of queries.
  ///
  /// - Precondition: there is a value for each column of the scores, and the rectangle fits.
  package static func assignContext(
    to context: inout some WritableRows, atRow row: Int, column: Int, scores: Matrix,
    values: MatrixBlock, kernels: Kernels = .best
  ) {
    let (queries, size, stride) = (scores.rows, values.columns.count, context.columns)
    precondition(
      scores.columns == values.rows.count && row >= 0 && row + queries <= context.rows
        && column >= 0 && column + size <= stride,
      "\(scores) · rows \(values.rows), columns \(values.columns) of \(values.matrix) at row "
        + "\(row), column \(column) of [\(context.rows) × \(stride)]")
    context.withUnsafeMutableBufferPointer { context in
      guard let base = context.baseAddress else { return }
      scores.withUnsafeBufferPointer { scores in
        values.withUnsafePointer { first in
          kernels.table.pointee.attention_context(
            scores.baseAddress, first, queries, values.rows.count, size, values.matrix.columns,
            base + row * stride + column, stride)
        }
      }
    }
  }

  /// Sets the rectangle that starts at `row` and `column` to softmax(scale · queries · keysᵀ)
  /// · values with numbers rounded to bfloat16.
  ///
  /// - Precondition: the three blocks have the same rows of the same matrix and the same number of
  ///   columns, and the rectangle fits.
  /// - Returns: whether this CPU has the instructions and the sequence is short enough; otherwise,
  ///   nothing was set.
  package static func assignRoundedAttention(
    to context: inout some WritableRows, atRow row: Int, column: Int, queries: MatrixBlock,
    keys: MatrixBlock, values: MatrixBlock, scale: Float, kernels: Kernels = .best
  ) -> Bool {
    let (tokens, size) = (queries.rows.count, queries.columns.count)
    let (stride, contextStride) = (queries.matrix.columns, context.columns)
    let numbers = ((tokens + 31) / 32 * 32) * ((size + 31) / 32 * 32)
    guard let attention = kernels.table.pointee.attention_bfloat16, huse_cpu_has_bfloat16() != 0,
      tokens <= Int(HUSE_ATTENTION_LONGEST), size <= Int(HUSE_ATTENTION_LONGEST),
      numbers <= Int(HUSE_ATTENTION_MOST)
    else { return false }
    precondition(
      [keys, values].allSatisfy {
        $0.rows.count == tokens && $0.columns.count == size && $0.matrix.columns == stride
      } && row >= 0 && row + tokens <= context.rows && column >= 0
        && column + size <= contextStride,
      "columns \(queries.columns), \(keys.columns) and \(values.columns) of \(queries.matrix) at "
        + "row \(row), column \(column) of [\(context.rows) × \(contextStride)]")
    context.withUnsafeMutableBufferPointer { context in
      guard let base = context.baseAddress else { return }
      queries.withUnsafePointer { queries in
        keys.withUnsafePointer { keys in
          values.withUnsafePointer { values in
            var product = huse_attention(
              queries: queries, keys: keys, values: values,
              context: base + row * contextStride + column, tokens: tokens, size: size,
              stride: stride, context_stride: contextStride, scale: scale)
            attention(&product)
          }
        }
      }
    }
    return true
  }
}
