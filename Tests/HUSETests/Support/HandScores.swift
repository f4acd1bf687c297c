import Foundation
import HUSE

extension ClassScores {
  /// Scores with these probabilities, which add up to 1 in each row.
  static func of(_ probabilities: [[Double]]) throws -> ClassScores {
    try of(logits: probabilities.map { $0.map { log($0) } })
  }

  /// The softmax of logits: features are the unit vectors, which a regression maps to its rows.
  static func of(logits: [[Double]], classNames: [String]? = nil) throws -> ClassScores {
    let (rows, columns) = (logits.count, logits[0].count)
    let units = logits.indices.map { row in logits.indices.map { Float($0 == row ? 1 : 0) } }
    let regression = try SoftmaxRegression(
      scaling: FeatureScaling(
        mean: Vector([Float](repeating: 0, count: rows)),
        scale: Vector([Float](repeating: 1, count: rows))),
      layer: DenseLayer(
        weights: Matrix(rows: logits.map { $0.map { Float($0) } }),
        bias: Vector([Float](repeating: 0, count: columns))))
    return try regression.scores(
      of: Matrix(rows: units), classNames: classNames ?? (0..<columns).map { "class \($0)" })
  }
}
