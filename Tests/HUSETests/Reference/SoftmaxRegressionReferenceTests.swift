import Foundation
import HUSE
import Testing

/// Regressions against `Tests/Reference/make_softmax_regression_fixture.py`: Newton's method in
/// double precision, to a gradient below 1e-13.
@Suite struct SoftmaxRegressionReferenceTests {
  struct File: Decodable {
    struct Solution: Decodable {
      let penalty: Float
      let value: Double
      let weights: [[Double]]
      let bias: [Double]
      let logits: [[Double]]
    }
    let features: [[Float]]
    let labels: [Int]
    let classCount: Int
    let solutions: [Solution]
  }

  private let file: File
  private let features: Matrix

  init() throws {
    file = try ReferenceFile.read("softmax_regression.json", as: File.self)
    features = try Matrix(rows: file.features)
    try #require(file.solutions.map(\.penalty) == [0.3, 0.01])
  }

  private func fitted(_ penalty: Float) throws -> SoftmaxRegression {
    try SoftmaxRegression(
      of: features, labels: file.labels, classCount: file.classCount, penalty: penalty)
  }

  @Test func parametersEqualTheReference() throws {
    for solution in file.solutions {
      let regression = try fitted(solution.penalty)
      #expect(regression.inputDimension == 6 && regression.classCount == 4)
      #expect(relativeError(regression.layer.weights, solution.weights) < 5e-3)
      #expect(relativeError(regression.layer.bias, [solution.bias]) < 5e-3)
      #expect(relativeError(try regression.logits(of: features), solution.logits) < 5e-3)
    }
  }

  /// The value and the gradient at the solution, by loops in double precision.
  @Test func theGradientVanishesAtTheSolution() throws {
    for solution in file.solutions {
      let found = try function(of: fitted(solution.penalty), penalty: Double(solution.penalty))
      let zeros = try SoftmaxRegression(
        scaling: FeatureScaling(standardizing: features),
        layer: DenseLayer(
          weights: Matrix(rows: 6, columns: 4), bias: [0, 0, 0, 0]))
      let atZeros = function(of: zeros, penalty: Double(solution.penalty))
      #expect(abs(atZeros.value - log(4)) < 1e-6)
      #expect(abs(found.value - solution.value) < 1e-5)
      #expect(found.gradientLength < 5e-3 * atZeros.gradientLength)
    }
  }

  private func function(
    of regression: SoftmaxRegression, penalty: Double
  ) -> (value: Double, gradientLength: Double) {
    let (weights, bias) = (regression.layer.weights.doubles, regression.layer.bias.doubles[0])
    let (mean, scale) = (regression.scaling.mean.doubles[0], regression.scaling.scale.doubles[0])
    var value = penalty / 2 * weights.joined().reduce(0) { $0 + $1 * $1 }
    var gradient = weights.map { $0.map { penalty * $0 } } + [bias.map { _ in 0 }]
    let share = 1 / Double(file.labels.count)
    for (row, label) in zip(features.doubles, file.labels) {
      let inputs = row.indices.map { (row[$0] - mean[$0]) * scale[$0] } + [1]
      let logits = bias.indices.map { column in
        zip(inputs, weights + [bias]).reduce(0) { $0 + $1.0 * $1.1[column] }
      }
      let total = logits.reduce(0) { $0 + exp($1) }
      value += share * (log(total) - logits[label])
      for column in bias.indices {
        let error = exp(logits[column]) / total - (column == label ? 1 : 0)
        for (index, input) in inputs.enumerated() {
          gradient[index][column] += share * error * input
        }
      }
    }
    return (value, gradient.joined().reduce(0) { $0 + $1 * $1 }.squareRoot())
  }

  /// The problem is convex: where a fit begins does not matter.
  @Test func theWayToASolutionDoesNotMatter() throws {
    func path(_ penalties: [Float]) throws -> SoftmaxRegression {
      try #require(
        SoftmaxRegression.path(
          of: features, labels: file.labels, classCount: file.classCount, penalties: penalties
        ).last)
    }
    let direct = try fitted(0.01).logits(of: features)
    for penalties: [Float] in [[0.3, 0.1, 0.03, 0.01], [0.001, 0.01]] {
      let found = try path(penalties).logits(of: features)
      #expect(relativeError(found, direct.doubles) < 5e-3)
    }
    #expect(try path([0.01]) == fitted(0.01))
  }
}
