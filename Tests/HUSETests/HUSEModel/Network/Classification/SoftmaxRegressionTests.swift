import HUSE
import Testing

@Suite struct SoftmaxRegressionTests {
  private let features: Matrix = [[1, 4], [2, 3], [3, 5], [-1, 4], [-2, 5], [-3, 3]]
  private let labels = [0, 0, 0, 1, 1, 1]

  private func fitted(
    _ features: Matrix, _ labels: [Int], classCount: Int = 2, penalty: Float = 0.1
  ) throws(HUSEError) -> SoftmaxRegression {
    try SoftmaxRegression(of: features, labels: labels, classCount: classCount, penalty: penalty)
  }

  private func probabilities(
    _ regression: SoftmaxRegression, _ features: Matrix
  ) throws -> Matrix {
    var values = try regression.logits(of: features)
    Kernels.best.softmaxRows(of: &values)
    return values
  }

  @Test func rowsAreClassifiedAsTheyAreLabelled() throws {
    let found = try probabilities(fitted(features, labels), features)
    for (row, label) in labels.enumerated() { #expect(found[row, label] > 0.7) }
  }

  @Test func aConstantColumnCountsForNothing() throws {
    var wide = Matrix(rows: 6, columns: 3, repeating: 12_345.678)
    wide.assign(features, atColumn: 0)
    let (plain, regression) = (try fitted(features, labels), try fitted(wide, labels))
    #expect(regression.layer.weights[row: 2].allSatisfy { abs($0) < 1e-6 })
    #expect(
      largestDifference(
        try regression.logits(of: wide).values, try plain.logits(of: features).values) < 1e-4)
  }

  @Test func aSingleClassIsCertain() throws {
    let regression = try fitted(features, [0, 0, 0, 0, 0, 0], classCount: 1)
    #expect(regression.layer.weights.values == [0, 0])
    #expect(try probabilities(regression, features).values == [1, 1, 1, 1, 1, 1])
  }

  @Test func aClassWithoutRowsIsUnlikelyEverywhere() throws {
    let regression = try fitted(features, labels, classCount: 4)
    let found = try probabilities(regression, features)
    let plain = try probabilities(fitted(features, labels), features)
    for row in 0..<6 {
      #expect(found[row, 2] < 0.01 && found[row, 3] < 0.01)
      #expect(abs(found[row, 0] - plain[row, 0]) < 0.02)
    }
  }

  @Test func oneRowIsEnough() throws {
    let regression = try fitted(features[rows: 0..<1], [1], classCount: 3)
    let found = try probabilities(regression, features[rows: 0..<1])
    #expect(found[0, 1] > 0.9)
  }

  /// Without a penalty weights of separable classes have no limit.
  @Test func withoutAPenaltyTheWeightsStayFinite() throws {
    let regression = try fitted(features, labels, penalty: 0)
    #expect(regression.layer.weights.firstNonFinite == nil)
    let found = try probabilities(regression, features)
    for (row, label) in labels.enumerated() { #expect(found[row, label] > 0.99) }
  }

  @Test func aLargerPenaltyMakesSmallerWeights() throws {
    let sizes = try [0.01, 0.1, 1, 10].map { (penalty: Float) in
      Kernels.best.sumOfSquares(try fitted(features, labels, penalty: penalty).layer.weights)
    }
    #expect(sizes == sizes.sorted(by: >))
    #expect(Set(sizes).count == 4)
  }

  @Test func theSameRowsGiveTheSameBits() throws {
    #expect(try fitted(features, labels) == fitted(features, labels))
  }

  @Test func whatCannotBeFittedIsNamed() throws {
    #expect(
      errorText { () throws(HUSEError) in try fitted(features, [0, 1]) }
        == "features of a softmax regression: expected shape [2, 2], found [6, 2]. "
        + "Pass one row for each label.")
    #expect(
      errorText { () throws(HUSEError) in try fitted(Matrix(rows: 0, columns: 2), []) }
        == "softmax regression: there are no features. Pass at least one row.")
    #expect(
      errorText { () throws(HUSEError) in try fitted(Matrix(rows: 6, columns: 0), labels) }
        == "softmax regression: there are no features. Pass at least one row.")
    var broken = features
    broken[4, 1] = .nan
    #expect(
      errorText { () throws(HUSEError) in try fitted(broken, labels) }
        == "features of a softmax regression: row 4, column 1: found nan. "
        + "Extract the features of that row again.")
    for label in [2, -1] {
      #expect(
        errorText { () throws(HUSEError) in try fitted(features, [0, 1, label, 0, 1, 1]) }
          == "labels of a softmax regression: row 2: label \(label) is outside 0..<2. "
          + "Labels are positions in the list of class names.")
    }
    for penalty in [-0.5, .nan, .infinity] as [Float] {
      #expect(
        errorText { () throws(HUSEError) in try fitted(features, labels, penalty: penalty) }
          == "penalty: expected a finite number of 0 or more, found \(penalty).")
    }
  }

  @Test func partsThatDoNotFitAreRefused() throws {
    let regression = try fitted(features, labels)
    #expect(
      errorText { () throws(HUSEError) in
        try regression.logits(of: Matrix(rows: 5, columns: 3))
      }
        == "input of a softmax regression: expected shape [5, 2], found [5, 3]. "
        + "Pass features of the length that it was fitted on.")
    #expect(
      errorText { () throws(HUSEError) in
        try SoftmaxRegression(
          scaling: FeatureScaling(mean: [0, 0, 0], scale: [1, 1, 1]), layer: regression.layer)
      }
        == "scaling of a softmax regression: expected shape [2], found [3]. "
        + "Measure the scaling on the features that the layer takes.")
  }
}
