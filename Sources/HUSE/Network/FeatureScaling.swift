import Foundation

/// Brings features to mean 0 and deviation 1, column by column, before they enter a tower.
///
/// Features of image networks differ in scale from column to column; standardised ones train in
/// fewer steps. The scaling is fitted on training data and travels with the tower.
public struct FeatureScaling: Sendable, Equatable {
  /// What is subtracted, `[1 × columns]`.
  public let mean: Matrix
  /// What the difference is multiplied with, `[1 × columns]`.
  public let scale: Matrix

  /// The number of columns.
  public var dimension: Int { mean.columns }

  /// Takes a mean and a factor for each column.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if they differ in length.
  public init(mean: Vector, scale: Vector) throws(HUSEError) {
    guard mean.count == scale.count else {
      throw .shapeMismatch(
        expected: [mean.count], found: [scale.count], in: "feature scaling",
        remedy: "Pass one mean and one factor for each column.")
    }
    self.mean = Matrix(rows: 1, columns: mean.count, values: Array(mean))
    self.scale = Matrix(rows: 1, columns: scale.count, values: Array(scale))
  }

  /// Measures mean and deviation of each column of `features`, `[rows × columns]`.
  ///
  /// A column that hardly varies is only shifted, as its noise would outweigh the other columns:
  /// one with a deviation below a thousandth of the root mean square of all deviations.
  public init(standardizing features: Matrix) {
    var sums = [Double](repeating: 0, count: features.columns)
    var squares = sums
    let rows = Double(max(features.rows, 1))
    features.withUnsafeBufferPointer { values in
      for row in 0..<features.rows {
        for column in 0..<features.columns {
          sums[column] += Double(values[row * features.columns + column])
        }
      }
      for column in sums.indices { sums[column] /= rows }
      for row in 0..<features.rows {
        for column in 0..<features.columns {
          let difference = Double(values[row * features.columns + column]) - sums[column]
          squares[column] += difference * difference
        }
      }
    }
    let deviations = squares.map { ($0 / rows).squareRoot() }
    let typical = (squares.reduce(0, +) / rows / Double(max(squares.count, 1))).squareRoot()
    let factors = zip(sums, deviations).map { mean, deviation in
      // Rounding alone makes a constant column of large values vary by 1e-7 of its mean.
      Float(deviation > max(1e-7 * abs(mean), 1e-3 * typical) ? 1 / deviation : 1)
    }
    mean = Matrix(rows: 1, columns: sums.count, values: sums.map { Float($0) })
    scale = Matrix(rows: 1, columns: factors.count, values: factors)
  }

  /// Measures the mean of each column of `features`, `[rows × columns]`; deviations stay.
  public init(centering features: Matrix) {
    mean = FeatureScaling(standardizing: features).mean
    scale = Matrix(rows: 1, columns: mean.columns, repeating: 1)
  }

  /// Scales features in place.
  func apply(to features: inout some WritableRows) {
    let columns = features.columns
    guard columns > 0 else { return }
    features.withUnsafeMutableBufferPointer { values in
      mean.withUnsafeBufferPointer { mean in
        scale.withUnsafeBufferPointer { scale in
          for start in stride(from: 0, to: values.count, by: columns) {
            for column in 0..<columns {
              values[start + column] = (values[start + column] - mean[column]) * scale[column]
            }
          }
        }
      }
    }
  }
}
