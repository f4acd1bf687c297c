import Foundation
import HUSE
import Testing

/// Calibration error and likelihood of scores that are chosen by hand.
@Suite struct CalibrationTests {
  /// The scores of a model whose text i has these logits: its features are the unit vector i, which
  /// its classifier maps to row i of its weights.
  private func scores(logits: [[Double]]) throws -> ClassScores {
    let units = logits.indices.map { row in logits.indices.map { $0 == row ? 1.0 : 0 } }
    let zeros = logits.map { _ in 0.0 }
    let model = try ReferenceModel(
      imageLayers: 1, textLayers: 1,
      parameters: [units, [zeros], units, [zeros], logits, [logits[0].map { _ in 0 }]],
      classNames: logits[0].indices.map { "class \($0)" }
    ).model(logitScale: .fixed(1))
    return try model.classify(textFeatures: Matrix(rows: units.map { $0.map { Float($0) } }))
  }

  /// The best class, the first of two, has ½, 0.6, 0.9, 0.9 and 1; the fourth item is of the
  /// other.
  private func fiveScores() throws -> ClassScores {
    let logits = [0.5, 0.6, 0.9, 0.9].map { [log($0), log(1 - $0)] }
    return try scores(logits: logits + [[0, -200]])
  }
  private static let labels = [0, 0, 0, 1, 0]

  /// A half lies in the lower of two bins, at its edge.
  ///
  ///     1 bin    accuracy 4/5, mean probability 3.9/5
  ///     2 bins   1 and 0.5 of one item; 3/4 and 3.4/4 of four
  ///     10 bins  1 and 0.5; 1 and 0.6; 1/2 and 0.9; 1 and 1
  @Test func theErrorIsThatOfTheBins() throws {
    let scores = try fiveScores()
    #expect(scores.probabilities[0, 0] == 0.5 && scores.probabilities[4, 0] == 1)
    for (bins, expected) in [
      (1, 0.1 / 5), (2, (0.5 + 0.4) / 5), (10, (0.5 + 0.4 + 0.8 + 0) / 5),
    ] {
      let found = scores.expectedCalibrationError(labels: Self.labels, binCount: bins)
      #expect(abs(found - expected) < 1e-6, "\(bins) bins: \(found)")
    }
  }

  @Test func certaintyIsPerfectOrTheWorst() throws {
    let scores = try scores(logits: [[0, -200], [-200, 0]])
    #expect(scores.expectedCalibrationError(labels: [0, 1]) == 0)
    #expect(scores.expectedCalibrationError(labels: [1, 0]) == 1)
    // In one bin they cancel out.
    #expect(scores.expectedCalibrationError(labels: [0, 0], binCount: 1) == 0.5)
  }

  @Test func theLikelihoodIsThatOfTheRightClass() throws {
    let found = try fiveScores().negativeLogLikelihood(labels: Self.labels)
    let probabilities: [Double] = [0.5, 0.6, 0.9, 0.1, 1]
    let expected = -probabilities.map { log($0) }.reduce(0, +) / 5
    #expect(abs(found - expected) < 1e-6)
  }

  @Test func anImpossibleClassCountsAsTheSmallestNormalNumber() throws {
    let scores = try scores(logits: [[0, -200], [0, 0]])
    #expect(scores.probabilities[0, 1] == 0)
    let found = scores.negativeLogLikelihood(labels: [1, 0])
    #expect(abs(found - (126 * log(2) + log(2)) / 2) < 1e-6)
  }

  @Test func oneClassIsCertain() throws {
    let scores = try scores(logits: [[3], [-1]])
    #expect(scores.expectedCalibrationError(labels: [0, 0]) == 0)
    #expect(scores.negativeLogLikelihood(labels: [0, 0]) == 0)
  }

  @Test func withoutItemsBothAreZero() throws {
    let world = try SmallWorld()
    let scores = try world.model().classify(imageFeatures: Matrix(rows: 0, columns: 10))
    #expect(scores.expectedCalibrationError(labels: []) == 0)
    #expect(scores.negativeLogLikelihood(labels: []) == 0)
  }
}
