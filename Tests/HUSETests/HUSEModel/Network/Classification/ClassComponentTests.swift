import Foundation
import HUSE
import Testing

@Suite struct ClassComponentTests {
  /// A tree whose inner nodes have `branches` children, level by level: the distance of two leaves
  /// is the height of their lowest common ancestor, 1 at the root.
  static func tree(_ branches: [Int]) throws -> SemanticGraph {
    let count = branches.reduce(1, *)
    var distances = Matrix(rows: count, columns: count)
    for first in 0..<count {
      for second in 0..<count where first != second {
        var (level, size) = (0, count / branches[0])
        while first / size == second / size {
          level += 1
          size /= branches[level]
        }
        distances[first, second] = 1 - Float(level) / Float(branches.count)
      }
    }
    return try SemanticGraph(
      distances: distances, classNames: (0..<count).map { "class \($0)" })
  }

  /// The cosines of classes and those that are wanted, of every `interval`th pair.
  private func cosines(
    _ component: ClassComponent, _ graph: SemanticGraph?, blend: Double, interval: Int = 1
  ) -> [(found: Double, wanted: Double)] {
    let vectors = component.classVectors.doubles
    return vectors.indices.flatMap { first in
      (0..<first).filter { (first * 7 + $0) % interval == 0 }.map { second in
        let found = zip(vectors[first], vectors[second]).reduce(0) { $0 + $1.0 * $1.1 }
        let similarity = graph.map { 1 - Double($0[first, second]) } ?? 0
        return (found, (1 - blend) * similarity)
      }
    }
  }

  @Test(arguments: [0, 0.3, 0.6, 1] as [Float])
  func cosinesAreThoseWanted(blend: Float) throws {
    let graph = try Self.tree([3, 2, 4])
    #expect(graph[0, 1] == 1 - Float(2) / 3 && graph[0, 4] == 1 - Float(1) / 3 && graph[0, 8] == 1)
    let component = try ClassComponent(
      weight: 0.8, classCount: 24, graph: graph, blend: blend)
    #expect(component.dimension == 24 && component.weight == 0.8)
    for (found, wanted) in cosines(component, graph, blend: Double(blend)) {
      #expect(abs(found - wanted) < 0.005)
    }
  }

  /// Two classes at distance 0 share a direction unless the blend tells them apart.
  @Test func directionsThatAddNothingAreNotKept() throws {
    let names = ["a", "b", "c"]
    let graph = try SemanticGraph(
      distances: [[0, 0, 1], [0, 0, 1], [1, 1, 0]], classNames: names)
    let component = try ClassComponent(weight: 1, classCount: 3, graph: graph, blend: 0)
    #expect(component.dimension == 2)
    let same = cosines(component, graph, blend: 0)
    #expect(same.allSatisfy { abs($0.found - $0.wanted) < 0.005 })
    let blended = try ClassComponent(weight: 1, classCount: 3, graph: graph, blend: 0.5)
    #expect(blended.dimension == 3)
  }

  @Test func withoutAGraphClassesAreAtRightAngles() throws {
    for blend in [0, 0.3, 1] as [Float] {
      let component = try ClassComponent(weight: 1, classCount: 7, graph: nil, blend: blend)
      #expect(component.dimension == 7)
      for (found, _) in cosines(component, nil, blend: 1) { #expect(abs(found) < 1e-5) }
    }
    let single = try ClassComponent(weight: 1, classCount: 1, graph: nil, blend: 0)
    #expect(single.classVectors.values.map(abs) == [1])
  }

  /// Beyond 256 classes cosines are near those wanted.
  @Test(arguments: [0, 0.3, 1] as [Float])
  func manyClassesShareTheDimensions(blend: Float) throws {
    let graph = try Self.tree([5, 6, 10])
    let component = try ClassComponent(weight: 1, classCount: 300, graph: graph, blend: blend)
    #expect(component.dimension == ClassComponent.largestDimension)
    let all = cosines(component, graph, blend: Double(blend), interval: 9)
    let squares = all.reduce(0) { $0 + ($1.found - $1.wanted) * ($1.found - $1.wanted) }
    let error = (squares / Double(all.count)).squareRoot()
    #expect(error < 0.07)
    // The same classes get the same vectors.
    #expect(
      try ClassComponent(weight: 1, classCount: 300, graph: graph, blend: blend) == component)
  }

  /// φ of 4 numbers, of which the last row is zero, and p of 6 classes.
  private func items() -> (embeddings: Matrix, probabilities: Matrix) {
    var generator = SplitMix64(seed: 9)
    var embeddings = Matrix.random(5, 4, using: &generator).normalizedRows
    for column in 0..<4 { embeddings[4, column] = 0 }
    var probabilities = Matrix(rows: 5, columns: 6)
    probabilities.add(.random(5, 6, using: &generator), scaledBy: 3)
    Kernels.best.softmaxRows(of: &probabilities)
    return (embeddings, probabilities)
  }

  private static let shares: [Float] = [0.3, 0.1, 0.1, 0.2, 0.25, 0.05]

  /// Σ_k (p_k − π_k) ψ_k of each item.
  private func expected(
    _ probabilities: Matrix, _ component: ClassComponent, shares: [Float]?
  ) -> [[Double]] {
    let vectors = component.classVectors.doubles
    return probabilities.doubles.map { row in
      vectors[0].indices.map { column in
        row.indices.reduce(0) { sum, label in
          sum + (row[label] - Double(shares?[label] ?? 0)) * vectors[label][column]
        }
      }
    }
  }

  private func dot(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test(arguments: [nil, shares], [0.2, 0.8, 3] as [Float])
  func cosinesOfEmbeddingsAreThoseOfTheFormula(shares: [Float]?, weight: Float) throws {
    let component = try ClassComponent(
      weight: weight, classCount: 6, graph: Self.tree([3, 2]), blend: 0.3, classShares: shares)
    let (embeddings, probabilities) = items()
    let found = component.appended(to: embeddings, probabilities: probabilities)
    #expect(found.rows == 5 && found.columns == 4 + component.dimension)
    let (rows, own) = (found.doubles, embeddings.doubles)
    let classes = expected(probabilities, component, shares: shares)
    let square = Double(weight) * Double(weight)
    for first in 0..<4 {
      for second in 0..<4 {
        let angle =
          dot(classes[first], classes[second])
          / (dot(classes[first], classes[first]) * dot(classes[second], classes[second]))
          .squareRoot()
        let wanted = (dot(own[first], own[second]) + square * angle) / (1 + square)
        #expect(abs(dot(rows[first], rows[second]) - wanted) < 1e-5)
      }
    }
  }

  @Test func everyRowHasLengthOne() throws {
    let component = try ClassComponent(
      weight: 0.8, classCount: 6, graph: nil, blend: 1, classShares: Self.shares)
    let (embeddings, probabilities) = items()
    let found = component.appended(to: embeddings, probabilities: probabilities).doubles
    for row in found { #expect(abs(dot(row, row) - 1) < 1e-5) }
    // What is known of an item that the tower maps to zeros is its classes.
    let classes = expected(probabilities, component, shares: Self.shares)[4]
    let length = dot(classes, classes).squareRoot()
    #expect(found[4].prefix(4) == [0, 0, 0, 0])
    #expect(zip(found[4].dropFirst(4), classes).allSatisfy { abs($0 - $1 / length) < 1e-5 })
  }

  /// An item of which no more is expected than of any other keeps the direction of its tower.
  @Test func whatIsExpectedOfAnyItemAddsNothing() throws {
    let component = try ClassComponent(
      weight: 0.8, classVectors: [[1, 0], [0, 1]], classShares: [0.5, 0.5])
    #expect(component.expectation.values == [0.5, 0.5])
    let found = component.appended(
      to: [[0.6, 0.8], [0, 0]],
      probabilities: [[0.5, 0.5], [0.5, 0.5]])
    #expect(largestDifference(found.values, [0.6, 0.8, 0, 0, 0, 0, 0, 0]) < 1e-6)
  }

  @Test func classVectorsAreScaledToLengthOne() throws {
    let component = try ClassComponent(
      weight: 2, classVectors: [[3, 4], [0, -2]])
    #expect(largestDifference(component.classVectors.values, [0.6, 0.8, 0, -1]) < 1e-6)
    #expect(component.expectation.values == [0, 0])
  }

  @Test func argumentsOutOfRangeAreNamed() throws {
    let vectors: Matrix = [[1, 0], [0, 1]]
    for weight in [0, -0.5, .nan, .infinity] as [Float] {
      #expect(
        errorText { () throws(HUSEError) in
          try ClassComponent(weight: weight, classVectors: vectors)
        }
          == "weight of the class component: expected a finite number above 0; a model without the "
          + "component has none, found \(weight).")
    }
    for share in [-0.1, 1.5, .nan] as [Float] {
      #expect(
        errorText { () throws(HUSEError) in
          try ClassComponent(weight: 1, classVectors: vectors, classShares: [0.5, share])
        } == "shares of the classes: expected numbers in [0, 1], found \(share).")
    }
    for blend in [-0.1, 1.5, .nan] as [Float] {
      #expect(
        errorText { () throws(HUSEError) in
          try ClassComponent(weight: 1, classCount: 3, graph: nil, blend: blend)
        } == "blend of the class component: expected a number in [0, 1], found \(blend).")
    }
    #expect(
      errorText { () throws(HUSEError) in
        try ClassComponent(weight: 1, classVectors: [[1, 0], [.nan, 1]])
      }
        == "class vectors: row 1, column 0: found nan. Class vectors must be finite.")
    #expect(
      errorText { () throws(HUSEError) in
        try ClassComponent(weight: 1, classVectors: [[1, 0], [0, 0]])
      } == "class vectors: row 1: is zero. Every class needs a direction.")
    #expect(
      errorText { () throws(HUSEError) in
        try ClassComponent(weight: 1, classVectors: vectors, classShares: [1])
      } == "shares of the classes: expected shape [2], found [1]. Pass one share for each class.")
  }
}
