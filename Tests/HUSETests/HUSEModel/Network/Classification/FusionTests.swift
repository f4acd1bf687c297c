import Foundation
import HUSE
import Testing

@Suite struct FusionTests {
  private let images: ClassScores
  private let texts: ClassScores

  init() throws {
    images = try .of([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])
    texts = try .of([[0.2, 0.2, 0.6], [0.4, 0.5, 0.1]])
  }

  private func isNear(_ scores: ClassScores, _ expected: [[Double]]) -> Bool {
    relativeError(scores.probabilities, expected) < 1e-5
  }

  /// 0.5 · 0.2, 0.3 · 0.2 and 0.2 · 0.6 are 0.10, 0.06 and 0.12, in all 0.28.
  @Test func aProductIsScaledToAddUpToOne() throws {
    let expected = [
      [0.10 / 0.28, 0.06 / 0.28, 0.12 / 0.28], [0.04 / 0.17, 0.05 / 0.17, 0.08 / 0.17],
    ]
    #expect(isNear(try Fusion.product(image: 1, text: 1)(images, texts), expected))
    #expect(isNear(try images.pooled(with: texts), expected))
    #expect(isNear(try texts.pooled(with: images), expected))
  }

  /// 0.25 · √0.2, 0.09 · √0.2 and 0.04 · √0.6.
  @Test func powersWeighBothSides() throws {
    let products = [0.25 * sqrt(0.2), 0.09 * sqrt(0.2), 0.04 * sqrt(0.6)]
    let expected = products.map { $0 / products.reduce(0, +) }
    let found = try Fusion.product(image: 2, text: 0.5)(images, texts)
    #expect(relativeError(found.probabilities[rows: 0..<1], [expected]) < 1e-5)
    #expect(found == (try images.pooled(with: texts, powers: (2, 0.5))))
  }

  @Test func aPowerOfZeroLeavesASideOut() throws {
    #expect(
      isNear(try Fusion.product(image: 1, text: 0)(images, texts), images.probabilities.doubles))
    #expect(
      isNear(try Fusion.product(image: 0, text: 1)(images, texts), texts.probabilities.doubles))
    let even = [[Double]](repeating: [1.0 / 3, 1.0 / 3, 1.0 / 3], count: 2)
    #expect(isNear(try Fusion.product(image: 0, text: 0)(images, texts), even))
  }

  /// A probability that rounds to 0 counts as 2⁻¹²⁶: another opinion can outweigh it.
  @Test func aProbabilityOfZeroDoesNotRuleAClassOut() throws {
    let certain = try ClassScores.of(logits: [[0, -200]])
    #expect(certain.probabilities.values == [1, 0])
    let other = try ClassScores.of(logits: [[0, 30]])
    let product = try certain.pooled(with: other)
    #expect(product.probabilities[0, 0] > 0.999)
    let weighted = try certain.pooled(with: other, powers: (1, 4))
    #expect(weighted.probabilities[0, 1] > 0.999)
    // Two that rule out different classes: both are as unlikely.
    let opposite = try ClassScores.of(logits: [[-200, 0]])
    #expect(isNear(try certain.pooled(with: opposite), [[0.5, 0.5]]))
  }

  @Test func anAverageIsThatOfTheProbabilities() throws {
    let found = try Fusion.average(imageWeight: 0.25)(images, texts)
    #expect(isNear(found, [[0.275, 0.225, 0.5], [0.325, 0.4, 0.275]]))
    #expect(found == (try images.fused(with: texts, weight: 0.25)))
    #expect(try Fusion.average(imageWeight: 1)(images, texts) == images)
    #expect(try Fusion.average(imageWeight: 0)(images, texts) == texts)
  }

  @Test func theShareOfTheImageIsInRange() {
    #expect(Fusion.average(imageWeight: 0.3).imageShare == 0.3)
    #expect(Fusion.product(image: 3, text: 1).imageShare == 0.75)
    #expect(Fusion.product(image: 0, text: 2).imageShare == 0)
    #expect(Fusion.product(image: 0, text: 0).imageShare == 0.5)
  }

  @Test(arguments: [
    Fusion.average(imageWeight: 0.1), .product(image: 1.7, text: 0.3), .product(image: 0, text: 0),
  ])
  func valuesTravelAsJSON(_ fusion: Fusion) throws {
    #expect(try JSONDecoder().decode(Fusion.self, from: JSONEncoder().encode(fusion)) == fusion)
    let weights = LogitWeights(embedding: 0.7, regression: 1.3)
    #expect(
      try JSONDecoder().decode(LogitWeights.self, from: JSONEncoder().encode(weights)) == weights)
  }

  @Test func weightsOutOfRangeAreNamedAndNotTaken() throws {
    var model = try SmallWorld().model()
    try model.setFusion(.product(image: 2, text: 1))
    for weight in [-0.1, 1.1, .nan] as [Float] {
      #expect(
        errorText { () throws(HUSEError) in try model.setFusion(.average(imageWeight: weight)) }
          == "fusionWeight: expected a number in [0, 1], found \(weight).")
    }
    for power in [-1, .infinity, .nan] as [Float] {
      for fusion in [Fusion.product(image: power, text: 1), .product(image: 1, text: power)] {
        #expect(
          errorText { () throws(HUSEError) in try model.setFusion(fusion) }
            == "powers of the fusion: expected finite numbers of 0 or more, found \(power).")
      }
    }
    #expect(model.opinions.fusion == .product(image: 2, text: 1))
    #expect(model.fusionWeight == Float(2) / 3)
  }

  @Test func scoresOfOtherItemsOrClassesAreRefused() throws {
    let one = try ClassScores.of([[0.5, 0.3, 0.2]])
    let renamed = try ClassScores.of(
      logits: [[0, 0, 0], [0, 0, 0]], classNames: ["class 0", "class 2", "class 1"])
    for fusion in [Fusion.average(imageWeight: 0.5), .product(image: 1, text: 1)] {
      #expect(
        errorText { () throws(HUSEError) in try fusion(images, one) }
          == "scores to be fused: expected shape [2, 3], found [1, 3]. "
          + "Pass an image and a text for each item.")
      #expect(
        errorText { () throws(HUSEError) in try fusion(images, renamed) }
          == "scores to be fused: are about other classes. Fuse scores of one model.")
    }
  }
}
