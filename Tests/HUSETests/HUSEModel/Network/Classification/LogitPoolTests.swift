import Foundation
import HUSE
import Testing

@Suite struct LogitPoolTests {
  private func negativeLogLikelihood(
    _ logits: [[[Double]]], _ weights: [Double], labels: [Int]
  ) -> Double {
    var sum = 0.0
    for (row, label) in labels.enumerated() {
      let mixed = logits[0][row].indices.map { column in
        zip(logits, weights).reduce(0) { $0 + $1.1 * $1.0[row][column] }
      }
      let largest = mixed.max() ?? 0
      sum += largest + log(mixed.reduce(0) { $0 + exp($1 - largest) }) - mixed[label]
    }
    return sum / Double(labels.count)
  }

  private func normal(
    _ rows: Int, _ columns: Int, deviation: Double = 1, using generator: inout SplitMix64
  ) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    result.updateValues {
      let radius = (-2 * log(1 - generator.nextUniform())).squareRoot()
      $0 = Float(deviation * radius * cos(2 * .pi * generator.nextUniform()))
    }
    return result
  }

  /// Labels with the probabilities softmax(factor · logits).
  private func drawn(
    from logits: Matrix, factor: Double, using generator: inout SplitMix64
  ) -> [Int] {
    logits.doubles.map { row in
      let shares = row.map { exp(factor * $0) }
      var rest = generator.nextUniform() * shares.reduce(0, +)
      for (label, share) in shares.enumerated() {
        rest -= share
        if rest < 0 { return label }
      }
      return shares.count - 1
    }
  }

  /// Two opinions on hidden logits, each with errors of its own.
  @Test func noPointOfAGridIsBetter() {
    var generator = SplitMix64(seed: 21)
    let hidden = normal(60, 3, deviation: 2, using: &generator)
    let labels = drawn(from: hidden, factor: 1, using: &generator)
    var first = normal(60, 3, deviation: 1.5, using: &generator)
    var second = normal(60, 3, using: &generator)
    first.add(hidden, scaledBy: 1)
    second.add(hidden, scaledBy: 0.7)
    let pool = LogitPool([first, second], labels: labels)

    let logits = [first.doubles, second.doubles]
    var best = (value: Double.infinity, weights: [0.0, 0.0])
    for i in 0...40 {
      for j in 0...40 {
        let weights = [Double(i) / 25, Double(j) / 25]
        let value = negativeLogLikelihood(logits, weights, labels: labels)
        if value < best.value { best = (value, weights) }
      }
    }
    #expect(best.weights.allSatisfy { $0 > 0 && $0 < 1.6 }, "the minimum lies within the grid")
    #expect(pool.negativeLogLikelihood < best.value + 1e-6)
    for (found, expected) in zip(pool.weights, best.weights) {
      #expect(abs(Double(found) - expected) < 0.06)
    }
    let value = negativeLogLikelihood(logits, pool.weights.map(Double.init), labels: labels)
    #expect(abs(value - pool.negativeLogLikelihood) < 1e-5)
  }

  @Test(arguments: [0.4, 1, 2.5]) func aTemperatureIsRecovered(factor: Double) {
    var generator = SplitMix64(seed: 3)
    let logits = normal(4000, 4, deviation: 2 / factor, using: &generator)
    let labels = drawn(from: logits, factor: factor, using: &generator)
    let pool = LogitPool([logits], labels: labels)
    #expect(pool.weights.count == 1)
    #expect(abs(Double(pool.weights[0]) / factor - 1) < 0.06)
  }

  @Test func noiseCountsForNothing() {
    var generator = SplitMix64(seed: 4)
    let opinion = normal(4000, 4, deviation: 2, using: &generator)
    let labels = drawn(from: opinion, factor: 1, using: &generator)
    let noise = normal(4000, 4, deviation: 2, using: &generator)
    let pool = LogitPool([noise, opinion], labels: labels)
    #expect(pool.weights[0] < 0.03)
    #expect(abs(pool.weights[1] - 1) < 0.06)
    let alone = LogitPool([noise], labels: labels)
    #expect(alone.weights[0] < 0.03)
    #expect(abs(alone.negativeLogLikelihood - log(4)) < 1e-3)
  }

  /// A factor is never below zero, however wrong an opinion is.
  @Test func anOpinionThatIsAlwaysWrongCountsForNothing() {
    let logits: Matrix = [[3, 0], [0, 3], [3, 0]]
    let pool = LogitPool([logits], labels: [1, 0, 1])
    #expect(pool.weights == [0])
    #expect(abs(pool.negativeLogLikelihood - log(2)) < 1e-6)
  }

  @Test func anOpinionThatIsAlwaysRightHasAFiniteFactor() {
    let logits: Matrix = [[3, 0], [0, 3], [3, 0]]
    let pool = LogitPool([logits], labels: [0, 1, 0])
    #expect(pool.weights[0] > 2 && pool.weights[0] <= 100)
    #expect(pool.negativeLogLikelihood < 1e-2 && pool.negativeLogLikelihood >= 0)
  }

  @Test func aSingleClassLeavesNothingToChoose() {
    let logits: Matrix = [[3], [-1]]
    let pool = LogitPool([logits, logits], labels: [0, 0])
    #expect(pool.weights == [0.5, 0.5])
    #expect(pool.negativeLogLikelihood == 0)
  }

  /// The second opinion is twice the first: many factors are equally good.
  @Test func opinionsThatDependOnOneAnotherAreNoTrouble() {
    var generator = SplitMix64(seed: 6)
    let first = normal(500, 3, deviation: 2, using: &generator)
    let labels = drawn(from: first, factor: 1, using: &generator)
    var second = first
    second.add(first, scaledBy: 1)
    let pool = LogitPool([first, second], labels: labels)
    let alone = LogitPool([first], labels: labels)
    #expect(abs(pool.weights[0] + 2 * pool.weights[1] - alone.weights[0]) < 0.02)
    #expect(abs(pool.negativeLogLikelihood - alone.negativeLogLikelihood) < 1e-5)
  }
}
