import HUSECore
import Testing

/// Graphs from a matrix that somebody else has made.
@Suite struct SemanticGraphMatrixTests {
  private let good: Matrix = [[0, 0.25, 2], [0.25, 0, 1], [2, 1, 0]]

  private func error(_ matrix: Matrix, _ names: [String] = ["a", "b", "c"]) -> String? {
    errorText { () throws(HUSEError) in
      try SemanticGraph(distances: matrix, classNames: names)
    }
  }

  /// The good matrix with other values at some places.
  private func changed(_ values: (row: Int, column: Int, value: Float)...) -> Matrix {
    var matrix = good
    for (row, column, value) in values { matrix[row, column] = value }
    return matrix
  }

  @Test func aGoodMatrixIsTakenAsItIs() throws {
    let graph = try SemanticGraph(distances: good, classNames: ["a", "b", "c"])
    #expect(graph.distances == good)
    #expect(graph[1, 2] == 1)
    #expect(graph == (try SemanticGraph(distances: good, classNames: ["a", "b", "c"])))
    #expect(graph != (try SemanticGraph(distances: good, classNames: ["a", "b", "d"])))
  }

  @Test func roundingIsSetRight() throws {
    let matrix = changed((0, 1, 0.25005), (0, 2, 2.00005), (2, 0, 2.00005), (1, 1, -0.00005))
    let graph = try SemanticGraph(distances: matrix, classNames: ["a", "b", "c"])
    #expect(graph[0, 1] == graph[1, 0])
    #expect(abs(graph[0, 1] - 0.250025) < 1e-6)
    #expect(graph[0, 2] == 2)
    #expect(graph[1, 1] == 0)
    let small = try SemanticGraph(
      distances: changed((0, 1, -0.00005), (1, 0, 0.00002)), classNames: ["a", "b", "c"])
    #expect(small[0, 1] == 0 && small[1, 0] == 0)
  }

  @Test(arguments: [(2, 3), (3, 2), (0, 0), (4, 4)])
  func aMatrixOfAnotherShape(rows: Int, columns: Int) {
    #expect(
      error(Matrix(rows: rows, columns: columns))
        == "semantic graph: expected shape [3, 3], found [\(rows), \(columns)]. "
        + "It must have a row and a column for each class name.")
  }

  @Test(arguments: [
    (Float.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"), (-0.25, "-0.25"), (2.5, "2.5"),
    (-0.0002, "-0.0002"), (2.0005, "2.0005"),
  ])
  func aValueThatIsNoDistance(value: Float, shown: String) {
    #expect(
      error(changed((1, 2, value), (2, 1, value)))
        == "semantic graph: row 1, column 2: \(shown) is not a distance in [0, 2]. "
        + "Distances are 1 − cosine; check how the matrix was made.")
  }

  @Test func aMatrixOfSimilarities() {
    #expect(
      error(changed((0, 0, 1), (1, 1, 1), (2, 2, 1)))
        == "semantic graph: row 0, column 0: a class must be at distance 0 from itself, "
        + "found 1.0. Pass distances, not similarities.")
    #expect(error(changed((2, 2, 0.0002)))?.contains("row 2, column 2") == true)
  }

  @Test func aMatrixThatIsNotSymmetric() {
    #expect(
      error(changed((2, 1, 0.5)))
        == "semantic graph: row 1, column 2: 1.0 differs from 0.5 at row 2, column 1. "
        + "The matrix must be symmetric.")
    // The first place that is read is the one that is named.
    #expect(error(changed((2, 1, .nan)))?.contains("row 1, column 2") == true)
  }
}
