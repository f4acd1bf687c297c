/// The learned scale that turns the cosine of an image and a text into a logit, t · cos + b.
///
/// The parameters belong to the model, as a loss holds nothing that is learned: see
/// `ContrastiveLoss.withLearnedScale` and `SigmoidLoss.withLearnedScale`.
public struct SimilarityScale: Sendable, Hashable {
  /// t, above 0 and at most `largestScale`; 1/t is the temperature.
  public let scale: Float
  /// b.
  public let bias: Float

  /// The largest t: training does not exceed it, as in CLIP, since it would be unstable.
  public static let largestScale: Float = 100
  /// Where CLIP starts: a temperature of 0.07.
  public static let clip = SimilarityScale(scale: 1 / 0.07)
  /// Where SigLIP starts: t = 10, b = −10.
  public static let sigLIP = SimilarityScale(scale: 10, bias: -10)

  /// Creates a scale.
  public init(scale: Float, bias: Float = 0) {
    self.scale = scale
    self.bias = bias
  }

  /// Refuses values outside their range.
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
