/// What the first layer of a tower takes for a batch: the features where they lie, if they lie
/// together and are not scaled, else a copy.
struct BatchInput: Sendable {
  private let features: Matrix
  /// The row of `features` for each row of the batch; `nil` for all in their order.
  private let rows: ArraySlice<Int>?
  private let scaling: FeatureScaling?
  /// `nil` where the features are taken as they are.
  private let copy: SharedRows?

  /// - Parameter copies: memory for a copy, `[rows × columns of features]`, made where it is needed
  ///   for the first time.
  init(
    _ features: Matrix, rows: ArraySlice<Int>?, scaling: FeatureScaling?,
    copies: inout SharedRows?
  ) {
    (self.features, self.rows, self.scaling) = (features, rows, scaling)
    if rows != nil || scaling != nil {
      copies = copies ?? SharedRows(rows: rows?.count ?? features.rows, columns: features.columns)
      copy = copies
    } else {
      copy = nil
    }
  }

  /// The input, `[rows × columns of features]`, whose rows were all prepared before.
  var matrix: Matrix { copy?.matrix ?? features }

  /// Copies and scales some rows of the batch, where they have to be, and returns them.
  func prepared(rows range: Range<Int>) -> Matrix {
    guard var part = copy?[rows: range] else { return features[rows: range] }
    if let rows {
      part.gather(rowsAt: rows[range.offset(by: rows.startIndex)], of: features)
    } else {
      part.assign(features[rows: range])
    }
    scaling?.apply(to: &part)
    return part.matrix
  }
}
