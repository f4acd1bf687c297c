import Foundation

/// The similarity scale of a model as parameters that the optimizer updates.
struct LearnedSimilarity: Sendable, Equatable {
  /// The parameter log t, `[1 × 1]`, at most the logarithm of `SimilarityScale.largestScale`.
  var logScale: Matrix {
    didSet {
      if logScale[0, 0] > Self.largestLogScale { logScale[0, 0] = Self.largestLogScale }
    }
  }
  /// The bias b, `[1 × 1]`.
  var bias: Matrix

  /// Creates parameters from their values, or `nil` if they are out of range.
  init?(logScale: Float, bias: Float) {
    self.logScale = Matrix(rows: 1, columns: 1, repeating: logScale)
    self.bias = Matrix(rows: 1, columns: 1, repeating: bias)
    guard logScale <= Self.largestLogScale, value.scale > 0, bias.isFinite else { return nil }
  }

  init(_ initial: SimilarityScale) throws(HUSEError) {
    try initial.check()
    logScale = Matrix(rows: 1, columns: 1, repeating: log(initial.scale))
    bias = Matrix(rows: 1, columns: 1, repeating: initial.bias)
  }

  private static let largestLogScale = log(SimilarityScale.largestScale)

  var value: SimilarityScale {
    // Rounding may take exp(log t) beyond the limit.
    SimilarityScale(
      scale: min(exp(logScale[0, 0]), SimilarityScale.largestScale), bias: bias[0, 0])
  }
}
