import Foundation
import HUSE
import Testing

@Suite struct CanonicalCorrelationTests {
  /// Images and texts share two hidden numbers; the rest is noise.
  private func pairs(count: Int = 400) throws -> PairedFeatures {
    var generator = SplitMix64(seed: 3)
    let hidden = Matrix.random(count, 2, using: &generator)
    let imageNoise = Matrix.random(count, 5, using: &generator)
    let textNoise = Matrix.random(count, 4, using: &generator)
    var images = imageNoise
    var texts = textNoise
    for row in 0..<count {
      images[row, 0] = 3 + 2 * hidden[row, 0] + 0.1 * imageNoise[row, 0]
      images[row, 1] = hidden[row, 1] - hidden[row, 0] + 0.3 * imageNoise[row, 1]
      texts[row, 2] = hidden[row, 0] + 0.2 * textNoise[row, 2]
      texts[row, 3] = 5 * hidden[row, 1] - 1
    }
    return try PairedFeatures(
      images: images, texts: texts, labels: (0..<count).map { $0 % 2 }, classNames: ["a", "b"])
  }

  /// The outputs before normalisation, in double precision.
  private func outputs(_ tower: Tower, _ features: Matrix) throws -> [[Double]] {
    let scaling = try #require(tower.inputScaling)
    let weights = tower.layers[0].weights
    return (0..<features.rows).map { row in
      (0..<weights.columns).map { column in
        (0..<features.columns).reduce(0) {
          $0 + Double(features[row, $1] - scaling.mean[0, $1]) * Double(weights[$1, column])
        }
      }
    }
  }

  @Test func outputsCorrelateAsSaidAndNotWithOneAnother() throws {
    let pairs = try pairs()
    let analysis = try CanonicalCorrelation(of: pairs, dimension: 4, regularization: 0)
    let images = try outputs(analysis.imageTower, pairs.images)
    let texts = try outputs(analysis.textTower, pairs.texts)
    func mean(_ a: [[Double]], _ i: Int, _ b: [[Double]], _ j: Int) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0[i] * $1.1[j] } / Double(a.count)
    }
    for i in 0..<4 {
      for j in 0..<4 {
        let expected = i == j ? 1.0 : 0
        #expect(abs(mean(images, i, images, j) - expected) < 1e-3)
        #expect(abs(mean(texts, i, texts, j) - expected) < 1e-3)
        let correlation = i == j ? Double(analysis.correlations[i]) : 0
        #expect(abs(mean(images, i, texts, j) - correlation) < 1e-3)
      }
    }
    #expect(analysis.correlations[0] > 0.95 && analysis.correlations[1] > 0.9)
    #expect(analysis.correlations[2] < 0.3)
    #expect(analysis.correlations == analysis.correlations.sorted(by: >))
  }

  /// The values come from NumPy: singular values of Q_Iᵀ Q_T, Q of the centred features' QR.
  @Test func correlationsAgreeWithNumPy() throws {
    struct Fixture: Decodable {
      let images: [[Float]]
      let texts: [[Float]]
      let correlations: [Float]
    }
    let fixture = try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: HUSETests.Fixture.url("reference/correlation.json")))
    let pairs = try PairedFeatures(
      images: Matrix(rows: fixture.images), texts: Matrix(rows: fixture.texts),
      labels: [Int](repeating: 0, count: fixture.images.count), classNames: ["a"])
    let analysis = try CanonicalCorrelation(
      of: pairs, dimension: fixture.correlations.count, regularization: 0)
    #expect(largestDifference(analysis.correlations, fixture.correlations) < 1e-4)
  }

  @Test func towersFindPartnersAndScaleWithThePower() throws {
    let pairs = try pairs()
    let plain = try CanonicalCorrelation(of: pairs, dimension: 2)
    let model = try SharedEmbedding(
      imageTower: plain.imageTower, textTower: plain.textTower, classNames: pairs.classNames)
    let report = try RetrievalReport(
      images: model.embed(imageFeatures: pairs.images),
      texts: model.embed(textFeatures: pairs.texts),
      labels: Array(0..<pairs.count), ranks: [20])
    #expect(report[.textToImage].recall[0] > 0.4)
    let scaled = try CanonicalCorrelation(of: pairs, dimension: 2, correlationPower: 4)
    let weights = (plain.imageTower.layers[0].weights, scaled.imageTower.layers[0].weights)
    let factor = pow(plain.correlations[1], 4)
    #expect(abs(weights.1[0, 1] - weights.0[0, 1] * factor) < 1e-5)
  }

  @Test func featuresThatDependOnOneAnotherAreNoTrouble() throws {
    var images = Matrix(rows: 6, columns: 3)
    var texts = Matrix(rows: 6, columns: 3)
    for row in 0..<6 {
      for column in 0..<3 {
        images[row, column] = Float(row)
        texts[row, column] = column == 0 ? Float(row * row) : 0
      }
    }
    let pairs = try PairedFeatures(
      images: images, texts: texts, labels: [0, 0, 0, 0, 0, 0], classNames: ["a"])
    let analysis = try CanonicalCorrelation(of: pairs, dimension: 3, regularization: 0)
    #expect(analysis.correlations.allSatisfy { $0.isFinite })
    // The correlation of 0…5 with their squares.
    #expect(abs(analysis.correlations[0] - 0.9598833) < 1e-3)
  }

  @Test func settingsOutOfRangeAreNamed() throws {
    let pairs = try pairs(count: 10)
    #expect(
      errorText { () throws(HUSEError) in try CanonicalCorrelation(of: pairs, dimension: 5) }
        == "dimension: expected a number from 1 to 4, found 5.")
    #expect(
      errorText { () throws(HUSEError) in
        try CanonicalCorrelation(of: pairs, dimension: 2, regularization: -1)
      } == "regularization: expected a finite number of 0 or more, found -1.0.")
    #expect(
      errorText { () throws(HUSEError) in
        try CanonicalCorrelation(of: pairs, dimension: 2, correlationPower: .nan)
      } == "correlationPower: expected a finite number of 0 or more, found nan.")
    #expect(
      errorText { () throws(HUSEError) in
        try CanonicalCorrelation(of: pairs.selecting(rows: [0]), dimension: 2)
      } == "pairs: one pair has no correlation. Pass at least two pairs.")
  }
}
