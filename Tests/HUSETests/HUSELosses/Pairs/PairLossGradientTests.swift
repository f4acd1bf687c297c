import HUSECore
import HUSELosses
import Testing

/// The losses of the systems that HUSE is compared with, against loops over every pair and every
/// triplet, and their gradients against central differences of those loops.
@Suite struct PairLossGradientTests {
  typealias Setting = LossGradientTests.Setting

  static let settings =
    LossGradientTests.settings + [
      Setting(pairs: 11, seed: 4, labels: [0, 2, 1, 0, 0, 3, 2, 0, 1, 2, 0]),
      Setting(pairs: 5, seed: 5, labels: [3, 2, 1, 0, 3]),
      Setting(pairs: 2, seed: 6, labels: [1, 0]),
    ]

  private static func matches(_ matching: Matching, _ setting: Setting) -> (Int, Int) -> Bool {
    switch matching {
    case .pairs: { $0 == $1 }
    case .classes: { setting.labels[$0] == setting.labels[$1] }
    }
  }

  @Test(arguments: settings, [0.1, 0.6, 3] as [Float])
  func triplet(_ setting: Setting, margin: Float) throws {
    try LossGradientTests.check(TripletLoss(margin: margin), setting) {
      DoublePairLosses.triplet($0, margin: Double(margin))
    }
  }

  @Test(arguments: settings, [Matching.pairs, .classes])
  func cosineEmbedding(_ setting: Setting, matching: Matching) throws {
    for margin in [-0.3, 0.1] as [Float] {
      try LossGradientTests.check(
        CosineEmbeddingLoss(margin: margin, matching: matching), setting
      ) {
        DoublePairLosses.cosineEmbedding(
          $0, margin: Double(margin), matching: Self.matches(matching, setting))
      }
    }
  }

  @Test(arguments: settings, [0.05, 0.3, 3] as [Float])
  func adaMine(_ setting: Setting, margin: Float) throws {
    try LossGradientTests.check(AdaMineLoss(margin: margin, classWeight: 0.4), setting) {
      DoublePairLosses.adaMine($0, margin: Double(margin), classWeight: 0.4)
    }
  }

  @Test(arguments: settings, [0.1, 1] as [Float])
  func hingeRank(_ setting: Setting, margin: Float) throws {
    var generator = SplitMix64(seed: 9)
    let loss = HingeRankLoss(
      classEmbeddings: Matrix.random(4, setting.dimension, using: &generator), margin: margin)
    try LossGradientTests.check(loss, setting) {
      DoublePairLosses.hingeRank(
        $0, classEmbeddings: loss.classEmbeddings.doubles, margin: Double(margin))
    }
  }

  @Test(arguments: settings, [Matching.pairs, .classes])
  func contrastive(_ setting: Setting, matching: Matching) throws {
    for temperature in [0.25, 1.5] as [Float] {
      try LossGradientTests.check(
        ContrastiveLoss(temperature: temperature, matching: matching), setting
      ) {
        DoublePairLosses.contrastive(
          $0, temperature: Double(temperature), matching: Self.matches(matching, setting))
      }
    }
  }

  @Test(arguments: settings, [Matching.pairs, .classes])
  func sigmoid(_ setting: Setting, matching: Matching) throws {
    for (scale, bias) in [(1, 0.5), (5, -3)] as [(Float, Float)] {
      try LossGradientTests.check(
        SigmoidLoss(scale: scale, bias: bias, matching: matching), setting
      ) {
        DoublePairLosses.sigmoid(
          $0, scale: Double(scale), bias: Double(bias), matching: Self.matches(matching, setting))
      }
    }
  }

  /// They are summands and have weights like the losses of the paper.
  @Test(arguments: settings) func weightedSum(_ setting: Setting) throws {
    let loss =
      0.5 * (TripletLoss(margin: 0.6) + 2 * AdaMineLoss(margin: 0.3, classWeight: 0.4))
      + 0.25 * SigmoidLoss(scale: 5, bias: -3)
    try LossGradientTests.check(loss, setting) {
      0.5 * DoublePairLosses.triplet($0, margin: Double(Float(0.6)))
        + DoublePairLosses.adaMine($0, margin: Double(Float(0.3)), classWeight: 0.4)
        + 0.25 * DoublePairLosses.sigmoid($0, scale: 5, bias: -3) { $0 == $1 }
    }
  }
}
