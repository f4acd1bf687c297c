import Foundation
package import HUSECore

/// The factors with which a weighted sum of several sets of logits predicts labels best.
///
/// Minimises 1/N Σ −log softmax(Σ_j w_j z_j)[y] over w ≥ 0 on rows that the models of the
/// logits have not seen. With one set of logits, this is temperature scaling (Guo et al. 2017,
/// section 4.2); with several, it is stacking (Wolpert 1992; Breiman 1996) in the logarithmic pool.
/// The problem is convex.
package struct LogitPool {
  /// The factors, one for each set of logits.
  package let weights: [Float]
  /// The mean of −log p of the true labels with these factors.
  package let negativeLogLikelihood: Double

  private static let largestWeight = 100.0
  private static let sweeps = 50
  private static let tolerance = 1e-6

  /// - Parameters:
  ///   - logits: `[rows × classes]` each.
  ///   - labels: the class of each row.
  package init(_ logits: [Matrix], labels: [Int]) {
    var weights = [Double](repeating: 1 / Double(max(logits.count, 1)), count: logits.count)
    var value = Double.infinity
    for _ in 0..<Self.sweeps {
      let before = value
      for index in weights.indices {
        // Newton's step along one factor. The problem is convex, so halving the step terminates.
        let here = Self.derivatives(of: logits, weights, along: index, labels: labels)
        value = here.value
        guard here.curvature > 0 else { continue }
        var step = here.slope / here.curvature
        let old = weights[index]
        for _ in 0..<20 {
          weights[index] = min(max(old - step, 0), Self.largestWeight)
          let found = Self.derivatives(of: logits, weights, along: index, labels: labels).value
          if found <= value {
            value = found
            break
          }
          weights[index] = old
          step /= 2
        }
      }
      if before - value < Self.tolerance * max(abs(value), 1e-12) { break }
    }
    self.weights = weights.map { Float($0) }
    negativeLogLikelihood = value
  }

  /// The value at `weights`, and its first and second derivative along one of them.
  private static func derivatives(
    of logits: [Matrix], _ weights: [Double], along index: Int, labels: [Int]
  ) -> (value: Double, slope: Double, curvature: Double) {
    var sum = Matrix(rows: labels.count, columns: logits.first?.columns ?? 0)
    for (matrix, weight) in zip(logits, weights) { sum.add(matrix, scaledBy: Float(weight)) }
    let columns = sum.columns
    var (value, slope, curvature) = (0.0, 0.0, 0.0)
    sum.withUnsafeBufferPointer { sum in
      logits[index].withUnsafeBufferPointer { own in
        for (row, label) in labels.enumerated() {
          let range = row * columns..<(row + 1) * columns
          let largest = sum[range].max() ?? 0
          var (total, first, second) = (0.0, 0.0, 0.0)
          for position in range {
            let share = Double(exp(sum[position] - largest))
            let logit = Double(own[position])
            total += share
            first += share * logit
            second += share * logit * logit
          }
          let mean = first / total
          value += log(total) - Double(sum[range.lowerBound + label] - largest)
          slope += mean - Double(own[range.lowerBound + label])
          curvature += max(second / total - mean * mean, 0)
        }
      }
    }
    let count = Double(max(labels.count, 1))
    return (value / count, slope / count, curvature / count)
  }
}
