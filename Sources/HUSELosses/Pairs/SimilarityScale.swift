/// The learned scale that turns the cosine of an image and a text into a logit, t · cos + b.
///
/// The parameters belong to the model, as a loss holds nothing that is learned: see
/// `ContrastiveLoss.withLearnedScale` and `SigmoidLoss.withLearnedScale`.
public struct SimilarityScale: Sendable, Hashable {
  /// t, above 0 and at most `largestScale`; 1/t is the temperature.
  public let scale: Float
  /// The bias b.
  public let bias: Float

  /// The largest t.
  ///
  /// Training does not exceed it, as in CLIP, because it would become unstable.
  public static let largestScale: Float = 100
  /// The initial scale of CLIP: a temperature of 0.07.
  public static let clip = SimilarityScale(scale: 1 / 0.07)
  /// The initial scale of SigLIP: t = 10, b = −10.
  public static let sigLIP = SimilarityScale(scale: 10, bias: -10)

  /// Creates a scale from t and b.
  public init(scale: Float, bias: Float = 0) {
    self.scale = scale
    self.bias = bias
  }

  /// Checks that the values are in range.
  package func check() throws(HUSEError) {
    guard scale > 0, scale <= Self.largestScale else {
      throw .invalidArgument(
        name: "scale of similarities", found: "\(scale)",
        expected: "a number above 0 and at most \(Self.largestScale)")
    }
    guard bias.isFinite else {
      throw .invalidArgument(
        name: "bias of similarities", found: "\(bias)", expected: "a finite number")
    }
  }
}
