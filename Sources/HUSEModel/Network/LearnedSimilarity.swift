import Foundation

/// The similarity scale of a model as parameters that the optimizer updates.
struct LearnedSimilarity: Sendable, Equatable {
  /// log t, `[1 × 1]`.
  private(set) var logScale: Matrix
  /// b, `[1 × 1]`.
  private(set) var bias: Matrix

  /// Creates parameters from their values; `nil` if they are outside their range.
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

  /// Changes log t and b in place and keeps t in its range; `first` is the position of log t.
  mutating func updateParameters(
    first: Int, _ body: (_ parameter: inout Matrix, _ index: Int) -> Void
  ) {
    body(&logScale, first)
    if logScale[0, 0] > Self.largestLogScale { logScale[0, 0] = Self.largestLogScale }
    body(&bias, first + 1)
  }
}
