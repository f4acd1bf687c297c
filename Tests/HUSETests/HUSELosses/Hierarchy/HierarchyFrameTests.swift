import Foundation
import HUSECore
import HUSELosses
import Testing

/// The fixed directions of classes: their cosines, and that no larger separation exists.
@Suite struct HierarchyFrameTests {
  private static func graph(_ paths: [String]) throws -> SemanticGraph {
    try SemanticGraph(classNames: paths, in: Taxonomy(classPaths: paths))
  }

  private static func cosines(_ frame: HierarchyFrame) throws -> Matrix {
    try frame.vectors.multiplied(by: frame.vectors.transposed)
  }

  /// In a tree that is alike everywhere 1 is an eigenvector of E, and 1ᵀE⁻¹1 the number of
  /// classes over its eigenvalue.
  @Test func cosinesOfABalancedTreeByHand() throws {
    let frame = try HierarchyFrame(
      Self.graph(["x/a", "x/b", "y/c", "y/d"]), dimension: 4, decay: 3)
    let eigenvalue = 1 + exp(-1.5) + 2 * exp(-3.0)
    let smallest = -eigenvalue / (4 - eigenvalue)
    let siblings = Float((1 - smallest) * exp(-1.5) + smallest)
    let others = Float((1 - smallest) * exp(-3.0) + smallest)
    let expected: Matrix = [
      [1, siblings, others, others], [siblings, 1, others, others],
      [others, others, 1, siblings], [others, others, siblings, 1],
    ]
    #expect(largestDifference(try Self.cosines(frame).values, expected.values) < 2e-6)
    // As with a simplex they cancel out: nothing is left that all of them have in common.
    let sums = (0..<4).map { column in (0..<4).reduce(0) { $0 + frame.vectors[$1, column] } }
    #expect(sums.allSatisfy { abs($0) < 1e-3 })
  }

  /// One dimension is left over: a smaller number would need a negative eigenvalue.
  @Test(arguments: [2, 3, 6] as [Float])
  func oneDimensionLessIsEnough(decay: Float) throws {
    let graph = try Self.graph(["x/a", "x/b", "x", "y/c/d/e", "y/c/f", "z"])
    let full = try Self.cosines(HierarchyFrame(graph, dimension: 9, decay: decay))
    let tight = try Self.cosines(HierarchyFrame(graph, dimension: 5, decay: decay))
    #expect(largestDifference(full.values, tight.values) < 5e-6)
    for row in 0..<6 {
      for (first, second) in [(0, 1), (1, 2), (3, 4), (4, 5)] {
        // The closer the classes, the larger the cosine.
        let order = graph[row, first] - graph[row, second]
        let difference = full[row, first] - full[row, second]
        #expect(order == 0 ? abs(difference) < 5e-6 : order * difference < 0)
      }
    }
  }

  @Test func withoutCloseClassesItIsASimplex() throws {
    let frame = try HierarchyFrame(
      Self.graph(["x/a", "x/b", "y", "z", "w"]), dimension: 4, decay: 60)
    let cosines = try Self.cosines(frame)
    for row in 0..<5 {
      for column in 0..<5 {
        #expect(abs(cosines[row, column] - (row == column ? 1 : -0.25)) < 1e-5)
      }
    }
  }

  /// Where opposite directions would not be far enough, s is −1: its least.
  @Test func twoClasses() throws {
    let cosines = try Self.cosines(HierarchyFrame(Self.graph(["a", "b"]), dimension: 2, decay: 1))
    #expect(abs(cosines[0, 1] - (2 * exp(-1) - 1)) < 1e-6)
  }

  @Test func classesAtDistanceZeroShareADirection() throws {
    let graph = try SemanticGraph(
      distances: [[0, 0, 1], [0, 0, 1], [1, 1, 0]], classNames: ["a", "b", "c"])
    let cosines = try Self.cosines(HierarchyFrame(graph, dimension: 3, decay: 2))
    #expect(abs(cosines[0, 1] - 1) < 1e-5)
    // As for the two classes that are left.
    #expect(abs(cosines[0, 2] - (2 * exp(-2) - 1)) < 1e-5)
    let equal = try SemanticGraph(
      distances: [[0, 0], [0, 0]], classNames: ["a", "b"])
    #expect(abs(try Self.cosines(HierarchyFrame(equal, dimension: 2))[0, 1] - 1) < 1e-6)
  }

  @Test func theScaleOfDistancesDoesNotMatter() throws {
    let graph = try Self.graph(["x/a", "x/b", "y/c", "z"])
    var halves = Matrix(rows: 4, columns: 4)
    halves.add(graph.distances, scaledBy: 0.5)
    let other = try SemanticGraph(distances: halves, classNames: graph.classNames)
    #expect(
      largestDifference(
        try Self.cosines(HierarchyFrame(graph, dimension: 4)).values,
        try Self.cosines(HierarchyFrame(other, dimension: 4)).values) < 1e-5)
  }

  /// Distances that no vectors have: the directions are near, of unit length, and not moved apart.
  @Test func distancesThatNoVectorsHave() throws {
    let graph = try SemanticGraph(
      distances: [[0, 0, 1], [0, 0, 0], [1, 0, 0]], classNames: ["a", "b", "c"])
    let cosines = try Self.cosines(HierarchyFrame(graph, dimension: 3))
    for index in 0..<3 { #expect(abs(cosines[index, index] - 1) < 1e-6) }
    #expect(cosines[0, 1] > 0.7 && cosines[1, 2] > 0.7)
    #expect(cosines[0, 2] > 0 && cosines[0, 2] < 0.4)
  }

  @Test func settingsOutsideTheirRangeAreRefused() throws {
    let graph = try Self.graph(["a", "b"])
    func text(_ dimension: Int, _ decay: Float) -> String? {
      errorText { () throws(HUSEError) in
        try HierarchyFrame(graph, dimension: dimension, decay: decay)
      }
    }
    #expect(
      text(2, 0)
        == "decay of the hierarchy frame: expected a finite number above 0, found 0.0.")
    #expect(
      text(0, 1) == "dimension of class embeddings: expected a number above 0, found 0.")
  }
}
