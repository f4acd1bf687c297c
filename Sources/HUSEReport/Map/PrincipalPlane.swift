internal import HUSEModel

/// The projection of rows on the plane in which they vary most.
enum PrincipalPlane {
  /// The coordinates of each row, `[rows × dimension]`; the first varies most.
  ///
  /// - Throws: `HUSEError.decompositionFailed`.
  static func points(of rows: Matrix) throws(HUSEError) -> [SIMD2<Double>] {
    guard rows.rows > 0, rows.columns > 0 else { return [] }
    var centred = rows
    for column in 0..<rows.columns {
      let mean = (0..<rows.rows).reduce(0.0) { $0 + Double(rows[$1, column]) } / Double(rows.rows)
      for row in 0..<rows.rows { centred[row, column] -= Float(mean) }
    }
    var covariance = Matrix(rows: rows.columns, columns: rows.columns)
    covariance.assignProduct(of: centred, and: centred, transposingFirst: true)
    let axes = try SymmetricEigendecomposition(of: covariance)
    let first = axis(rows.columns - 1, of: axes)
    let second = axis(max(rows.columns - 2, 0), of: axes)
    return (0..<rows.rows).map { row in
      var point = SIMD2<Double>.zero
      for column in 0..<rows.columns {
        let value = Double(centred[row, column])
        point += SIMD2(value * first[column], value * second[column])
      }
      return rows.columns > 1 ? point : SIMD2(point.x, 0)
    }
  }

  /// An axis, whose sign the decomposition leaves open: its largest coordinate is positive.
  private static func axis(_ index: Int, of axes: SymmetricEigendecomposition) -> [Double] {
    let values = (0..<axes.vectors.rows).map { Double(axes.vectors[$0, index]) }
    let largest = values.reduce(0) { abs($1) > abs($0) ? $1 : $0 }
    return largest < 0 ? values.map { -$0 } : values
  }
}
