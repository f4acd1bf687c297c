internal import Foundation
internal import HUSEModel

/// How likely each point is to have another as its neighbour, made symmetric: the p of t-SNE (van
/// der Maaten and Hinton, "Visualizing data using t-SNE", 2008, section 3.1).
struct NeighborAffinities: Sendable {
  let count: Int
  /// `[count × count]`, with a zero diagonal; the sum is 1.
  let values: [Double]

  /// Finds for each point the width of the Gaussian at which its neighbours have a perplexity, the
  /// effective number of neighbours.
  ///
  /// - Parameters:
  ///   - squaredDistances: `[count × count]`.
  ///   - count: the number of points, at least 2.
  ///   - perplexity: above 1 and below `count`.
  init(squaredDistances: [Double], count: Int, perplexity: Double) {
    self.count = count
    let rows = Parallel.map(count) { point in
      Self.row(
        squaredDistances[point * count..<(point + 1) * count].map(\.self), point: point,
        entropy: log(perplexity))
    }
    var values = [Double](repeating: 0, count: count * count)
    for first in 0..<count {
      for second in 0..<count {
        values[first * count + second] =
          (rows[first][second] + rows[second][first]) / (2 * Double(count))
      }
    }
    self.values = values
  }

  /// The probabilities of a point's neighbours, by bisection of the precision of the Gaussian.
  private static func row(_ distances: [Double], point: Int, entropy: Double) -> [Double] {
    let nearest = distances.indices.reduce(Double.infinity) {
      $1 == point ? $0 : min($0, distances[$1])
    }
    var (low, high, precision) = (0.0, Double.infinity, 1.0)
    var row = distances
    for _ in 0..<100 {
      var (sum, weighted) = (0.0, 0.0)
      for index in distances.indices {
        // Relative to the nearest, so that not all of them vanish.
        let distance = distances[index] - nearest
        row[index] = index == point ? 0 : exp(-distance * precision)
        sum += row[index]
        weighted += row[index] * distance
      }
      for index in row.indices { row[index] /= sum }
      let difference = log(sum) + precision * weighted / sum - entropy
      if abs(difference) < 1e-6 { break }
      if difference > 0 { low = precision } else { high = precision }
      precision = high.isFinite ? (low + high) / 2 : precision * 2
    }
    return row
  }
}
