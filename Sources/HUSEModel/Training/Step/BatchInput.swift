/// The input of a tower's first layer for a batch.
///
/// It is the features themselves if they are contiguous and neither scaled nor dropped out, and
/// otherwise a copy.
struct BatchInput: Sendable {
  private let features: Matrix
  /// The row of `features` for each row of the batch; `nil` for all rows in order.
  private let rows: ArraySlice<Int>?
  private let scaling: FeatureScaling?
  /// The dropout of features, if any.
  private let dropout: InputDropout?
  /// The number of the first row in the batch that the seed of dropout belongs to.
  private let firstRow: Int
  /// The copy, or `nil` if the features are used directly.
  private let copy: UnsafeSharedRows?

  /// Creates the input from the features of a batch.
  ///
  /// `copies` is memory for a copy, `[rows × columns of features]`, which is allocated when it is
  /// first needed.
  init(
    _ features: Matrix, rows: ArraySlice<Int>?, scaling: FeatureScaling?, dropout: InputDropout?,
    firstRow: Int, copies: inout UnsafeSharedRows?
  ) {
    (self.features, self.rows, self.scaling) = (features, rows, scaling)
    (self.dropout, self.firstRow) = (dropout, firstRow)
    if rows != nil || scaling != nil || dropout != nil {
      copies =
        copies ?? UnsafeSharedRows(rows: rows?.count ?? features.rows, columns: features.columns)
      copy = copies
    } else {
      copy = nil
    }
  }

  /// The input, `[rows × columns of features]`; all rows must have been prepared.
  var matrix: Matrix { copy?.matrix ?? features }

  /// Copies, scales and drops out some rows of the batch, as needed, and returns them.
  func prepared(rows range: Range<Int>) -> Matrix {
    guard var part = copy?[rows: range] else { return features[rows: range] }
    if let rows {
      part.gather(rowsAt: rows[range.offset(by: rows.startIndex)], of: features)
    } else {
      part.assign(features[rows: range])
    }
    scaling?.apply(to: &part)
    dropout?.apply(to: &part, firstRow: firstRow + range.lowerBound)
    return part.matrix
  }
}

/// The dropout of features before the first layer of a tower.
struct InputDropout: Sendable {
  let share: Float
  let seed: UInt64
  /// The bias that the kernel adds before dropout: zeros, `[1 × columns]`.
  let zeros: Matrix

  func apply(to features: inout some WritableRows, firstRow: Int) {
    Kernels.best.addBias(
      zeros, to: &features, rectifying: false, dropout: share, seed: seed, firstRow: firstRow)
  }
}
