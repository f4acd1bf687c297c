import Foundation

public import HUSECore
public import HUSEData

/// Canonical correlation analysis, the linear maps of images and texts whose outputs correlate
/// most.
///
/// They are computed in closed form (Hotelling 1936).
///
/// ```swift
/// let analysis = try CanonicalCorrelation(of: train, dimension: 64)
/// let model = try SharedEmbedding(
///   imageTower: analysis.imageTower, textTower: analysis.textTower, classNames: train.classNames)
/// ```
///
/// W_I = C_II^(−½) U, W_T = C_TT^(−½) V, where C_II^(−½) C_IT C_TT^(−½) =
/// U diag(ρ) Vᵀ and C_II, C_TT are the covariances plus `regularization` times their mean
/// variance on the diagonal (Vinod 1976). It uses only pairs, without classes or a graph, and needs
/// no training. What training achieves beyond it is due to nonlinear towers and labels.
public struct CanonicalCorrelation: Sendable {
  /// The map for images, which centers features and applies one linear layer.
  public let imageTower: Tower
  /// The map for texts.
  public let textTower: Tower
  /// ρ, the correlations of the outputs, descending, in [0, 1].
  public let correlations: [Float]

  /// Computes the maps from pairs.
  ///
  /// Memory grows with the squares of the feature lengths, for the covariances; time with their
  /// cubes, for the decompositions.
  ///
  /// - Parameters:
  ///   - pairs: at least two.
  ///   - dimension: the length of an embedding, at most the length of the shorter features.
  ///   - regularization: 0 or more. Without it, linearly dependent features, or more features than
  ///     pairs, correlate perfectly by chance.
  ///   - correlationPower: outputs are scaled by ρ to this power, so that more strongly correlated
  ///     outputs have more weight in distances; 4 in Gong et al. 2014, 0 for no scaling.
  /// - Throws: `HUSEError.invalidArgument` for a setting out of its range, or for features with so
  ///   many columns that their covariance does not fit in the memory of this machine,
  ///   `.invalidData` for fewer than two pairs, `.decompositionFailed` if features are too large
  ///   for single precision.
  public init(
    of pairs: PairedFeatures, dimension: Int, regularization: Float = 0.01,
    correlationPower: Float = 0
  ) throws(HUSEError) {
    let limit = min(pairs.images.columns, pairs.texts.columns)
    guard dimension >= 1, dimension <= limit else {
      throw .invalidArgument(
        name: "dimension", found: "\(dimension)", expected: "a number from 1 to \(limit)")
    }
    guard regularization >= 0, regularization.isFinite else {
      throw .invalidArgument(
        name: "regularization", found: "\(regularization)", expected: "a finite number of 0 or more"
      )
    }
    guard correlationPower >= 0, correlationPower.isFinite else {
      throw .invalidArgument(
        name: "correlationPower", found: "\(correlationPower)",
        expected: "a finite number of 0 or more")
    }
    guard pairs.count > 1 else {
      throw .invalidData(
        source: "pairs", problem: "one pair has no correlation",
        remedy: "Pass at least two pairs.")
    }
    for features in [pairs.images, pairs.texts] {
      try MemoryLimit.check(
        rows: features.columns, columns: features.columns, copies: 3,
        name: "covariance of the features")
    }
    let images = Centered(pairs.images)
    let texts = Centered(pairs.texts)
    let imageWhitening = try images.whitening(regularization)
    let textWhitening = try texts.whitening(regularization)
    let coherence = try imageWhitening.multiplied(by: images.covariance(with: texts))
      .multiplied(by: textWhitening)
    let decomposition = try SingularValueDecomposition(of: coherence)
    correlations = decomposition.values.prefix(dimension).map { min($0, 1) }
    let weights = correlations.map { pow($0, correlationPower) }
    imageTower = try images.tower(
      imageWhitening, along: decomposition.left, scaledBy: weights)
    textTower = try texts.tower(
      textWhitening, along: decomposition.rightTransposed.transposed, scaledBy: weights)
  }
}

/// Features with their mean subtracted.
private struct Centered {
  let scaling: FeatureScaling
  let rows: Matrix

  init(_ features: Matrix) {
    scaling = FeatureScaling(centering: features)
    var rows = features
    scaling.apply(to: &rows)
    self.rows = rows
  }

  /// The covariance of the columns with those of `other`.
  func covariance(with other: Centered) -> Matrix {
    var result = Matrix(rows: rows.columns, columns: other.rows.columns)
    result.assignProduct(
      of: rows, and: other.rows, transposingFirst: true, scaledBy: 1 / Float(rows.rows))
    return result
  }

  /// The whitening matrix (C + r · mean variance · I)^(−½); directions without variance are
  /// skipped.
  func whitening(_ regularization: Float) throws(HUSEError) -> Matrix {
    var covariance = covariance(with: self)
    let size = covariance.rows
    let trace = (0..<size).reduce(Float(0)) { $0 + covariance[$1, $1] }
    for index in 0..<size { covariance[index, index] += regularization * trace / Float(size) }
    let decomposition = try SymmetricEigendecomposition(of: covariance)
    let largest = decomposition.values.last ?? 0
    var scaled = decomposition.vectors
    for column in 0..<size {
      // In single precision, a smaller eigenvalue is only rounding.
      let value = decomposition.values[column]
      let factor = value > 1e-6 * largest ? 1 / value.squareRoot() : 0
      for row in 0..<size { scaled[row, column] *= factor }
    }
    var result = Matrix(rows: size, columns: size)
    result.assignProduct(of: scaled, and: decomposition.vectors, transposingSecond: true)
    return result
  }

  func tower(
    _ whitening: Matrix, along directions: Matrix, scaledBy weights: [Float]
  ) throws(HUSEError) -> Tower {
    var chosen = Matrix(rows: directions.rows, columns: weights.count)
    for row in 0..<directions.rows {
      for (column, weight) in weights.enumerated() {
        chosen[row, column] = directions[row, column] * weight
      }
    }
    return try Tower(
      layers: [
        DenseLayer(
          weights: whitening.multiplied(by: chosen),
          bias: Vector([Float](repeating: 0, count: weights.count)))
      ], dropout: 0, inputScaling: scaling)
  }
}
