import Foundation
import HUSECore
import HUSELosses
import Testing

/// Losses that take their scale from the model: the gradients of the embeddings, of log t and of b
/// against central differences of loops in double precision.
@Suite struct LearnedScaleGradientTests {
  static let settings = PairLossGradientTests.settings.flatMap { setting in
    [SimilarityScale(scale: 0.8, bias: 0.5), SimilarityScale(scale: 5, bias: -3)].map {
      var setting = setting
      setting.similarityScale = $0
      return setting
    }
  }

  private static func contrastive(
    _ batch: DoubleBatch, scale: Double, _ matching: Matching
  ) -> Double {
    DoublePairLosses.contrastive(batch, temperature: 1 / scale) {
      matching == .pairs ? $0 == $1 : batch.labels[$0] == batch.labels[$1]
    }
  }

  private static func sigmoid(
    _ batch: DoubleBatch, scale: Double, bias: Double, _ matching: Matching
  ) -> Double {
    DoublePairLosses.sigmoid(batch, scale: scale, bias: bias) {
      matching == .pairs ? $0 == $1 : batch.labels[$0] == batch.labels[$1]
    }
  }

  /// Compares the value and all gradients of `loss` with `reference`, a function of t and b.
  private static func check(
    _ loss: some Loss, _ setting: LossGradientTests.Setting,
    _ reference: (_ batch: DoubleBatch, _ scale: Double, _ bias: Double) -> Double
  ) throws {
    let similarity = try #require(setting.similarityScale)
    let (scale, bias) = (Double(similarity.scale), Double(similarity.bias))
    try LossGradientTests.check(loss, setting) { reference($0, scale, bias) }
    let batch = try LossGradientTests.batch(setting)
    let doubles = DoubleBatch(
      embeddings: batch.embeddings.doubles, logits: [], labels: setting.labels)
    let (step, gradient) = (1e-6, loss(batch).gradient)
    let scaleSlope =
      (reference(doubles, scale * exp(step), bias) - reference(doubles, scale * exp(-step), bias))
      / (2 * step)
    let biasSlope =
      (reference(doubles, scale, bias + step) - reference(doubles, scale, bias - step))
      / (2 * step)
    #expect(abs(Double(gradient.similarityLogScale) - scaleSlope) < 1e-5)
    #expect(abs(Double(gradient.similarityBias) - biasSlope) < 1e-5)
  }

  @Test(arguments: settings, [Matching.pairs, .classes])
  func contrastive(_ setting: LossGradientTests.Setting, matching: Matching) throws {
    try Self.check(ContrastiveLoss.withLearnedScale(matching: matching), setting) {
      Self.contrastive($0, scale: $1, matching) + 0 * $2
    }
  }

  @Test(arguments: settings, [Matching.pairs, .classes])
  func sigmoid(_ setting: LossGradientTests.Setting, matching: Matching) throws {
    try Self.check(SigmoidLoss.withLearnedScale(matching: matching), setting) {
      Self.sigmoid($0, scale: $1, bias: $2, matching)
    }
  }

  /// Both share the scale of the model; a loss with a scale of its own adds nothing to its
  /// gradient.
  @Test(arguments: settings) func weightedSum(_ setting: LossGradientTests.Setting) throws {
    let loss =
      0.5 * (ContrastiveLoss.withLearnedScale() + 2 * SigmoidLoss.withLearnedScale())
      + 0.25 * (ContrastiveLoss(temperature: 0.5) + SigmoidLoss(scale: 2, bias: -1))
    try Self.check(loss, setting) {
      0.5 * Self.contrastive($0, scale: $1, .pairs)
        + Self.sigmoid($0, scale: $1, bias: $2, .pairs)
        + 0.25 * Self.contrastive($0, scale: 2, .pairs)
        + 0.25 * Self.sigmoid($0, scale: 2, bias: -1, .pairs)
    }
  }

  @Test func onlyLossesWithALearnedScaleNeedOne() {
    let learned = ContrastiveLoss.withLearnedScale()
    for loss in [learned, 2 * learned, GapLoss() + learned, SigmoidLoss.withLearnedScale()]
      as [any Loss]
    {
      #expect(loss.needsSimilarityScale)
    }
    for loss in [ContrastiveLoss(), 2 * SigmoidLoss(), GapLoss() + GapLoss()] as [any Loss] {
      #expect(!loss.needsSimilarityScale)
    }
  }

  @Test(
    arguments: [
      (
        SimilarityScale(scale: 0),
        "scale of similarities: expected a number above 0 and at most 100.0, found 0.0."
      ),
      (
        SimilarityScale(scale: 101),
        "scale of similarities: expected a number above 0 and at most 100.0, found 101.0."
      ),
      (
        SimilarityScale(scale: 1, bias: .infinity),
        "bias of similarities: expected a finite number, found inf."
      ),
    ])
  func aScaleOutOfRangeIsRefused(_ scale: SimilarityScale, text: String) throws {
    let none = Matrix(rows: 0, columns: 2)
    #expect(
      errorText { () throws(HUSEError) in
        try BatchOutput(
          imageEmbeddings: none, textEmbeddings: none, imageLogits: none, textLogits: none,
          labels: [], similarityScale: scale)
      } == text)
  }
}
