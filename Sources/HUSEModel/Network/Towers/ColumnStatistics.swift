import Foundation

/// Mean and deviation of each column of rows that are passed in blocks.
///
/// All blocks are passed twice: first for the means, then for the deviations from them.
struct ColumnStatistics {
  private var sums: [Double]
  private var squares: [Double]
  private var rows = 0

  init(columns: Int) {
    sums = [Double](repeating: 0, count: columns)
    squares = sums
  }

  mutating func addToMeans(_ block: Matrix) {
    rows += block.rows
    let columns = sums.count
    block.withUnsafeBufferPointer { values in
      for row in 0..<block.rows {
        for column in 0..<columns { sums[column] += Double(values[row * columns + column]) }
      }
    }
  }

  mutating func addToDeviations(_ block: Matrix) {
    let columns = sums.count
    let means = exactMeans
    block.withUnsafeBufferPointer { values in
      for row in 0..<block.rows {
        for column in 0..<columns {
          let difference = Double(values[row * columns + column]) - means[column]
          squares[column] += difference * difference
        }
      }
    }
  }

  /// The mean of each column, `[1 × columns]`.
  var means: Matrix {
    Matrix(row: exactMeans.map { Float($0) })
  }

  /// The factors of the deviations from the mean, `[1 × columns]`.
  var factors: Matrix {
    let count = Double(max(rows, 1))
    let typical = (squares.reduce(0, +) / count / Double(max(squares.count, 1))).squareRoot()
    return Matrix(
      row: zip(exactMeans, squares).map { mean, square in
        let deviation = (square / count).squareRoot()
        // Rounding alone makes a constant column of large values vary by 1e-7 of its mean.
        return Float(deviation > max(1e-7 * abs(mean), 1e-3 * typical) ? 1 / deviation : 1)
      })
  }

  private var exactMeans: [Double] { sums.map { $0 / Double(max(rows, 1)) } }
}
