import Foundation
import HUSECore

/// The losses of the paper written as plain loops in double precision, straight from the equations:
/// what values and gradients are checked against.
///
/// It shares no code with the library.
struct DoubleBatch {
  /// Rows of images, then rows of texts.
  var embeddings: [[Double]]
  var logits: [[Double]]
  var labels: [Int]

  var pairCount: Int { embeddings.count / 2 }
}

enum DoubleLosses {
  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    1 - zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Equation 8, averaged over images and texts.
  static func classification(_ batch: DoubleBatch) -> Double {
    var sum = 0.0
    for (row, logits) in batch.logits.enumerated() {
      let largest = logits.max() ?? 0
      let normalizer = largest + log(logits.reduce(0) { $0 + exp($1 - largest) })
      sum += normalizer - logits[batch.labels[row % batch.pairCount]]
    }
    return sum / Double(batch.logits.count)
  }

  /// Equation 11.
  static func graph(_ batch: DoubleBatch, distances: [[Double]], margin: Double) -> Double {
    batch.embeddings.indices.reduce(0) {
      $0 + graph(batch, ofRow: $1, distances: distances, margin: margin)
    }
  }

  /// The part of equation 11 in which m is one row.
  static func graph(
    _ batch: DoubleBatch, ofRow m: Int, distances: [[Double]], margin: Double
  ) -> Double {
    let count = batch.embeddings.count
    var sum = 0.0
    for n in 0..<count where n != m {
      let target = distances[batch.labels[m % batch.pairCount]][batch.labels[n % batch.pairCount]]
      let actual = distance(batch.embeddings[m], batch.embeddings[n])
      if target < margin, actual < margin { sum += (actual - target) * (actual - target) }
    }
    return sum / Double(count * count)
  }

  /// Equation 12.
  static func gap(_ batch: DoubleBatch) -> Double {
    (0..<batch.pairCount).reduce(0) {
      $0 + distance(batch.embeddings[$1], batch.embeddings[$1 + batch.pairCount])
    } / Double(batch.pairCount)
  }

  /// Equation 13.
  static func projection(_ batch: DoubleBatch, classEmbeddings: [[Double]]) -> Double {
    (0..<batch.pairCount).reduce(0) { sum, row in
      let target = classEmbeddings[batch.labels[row]]
      return sum + distance(batch.embeddings[row], target)
        + distance(batch.embeddings[row + batch.pairCount], target)
    } / Double(batch.pairCount)
  }
}

extension Matrix {
  /// The rows in double precision.
  var doubles: [[Double]] { (0..<rows).map { self[row: $0].map(Double.init) } }

  /// Random values in [−1, 1).
  static func random(_ rows: Int, _ columns: Int, using generator: inout SplitMix64) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    result.updateValues { $0 = Float(2 * generator.nextUniform() - 1) }
    return result
  }
}
