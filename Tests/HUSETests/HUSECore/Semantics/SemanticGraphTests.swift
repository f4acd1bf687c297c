import HUSECore
import Testing

/// Graphs from the names and the embeddings of classes.
@Suite struct SemanticGraphTests {
  /// 1 − cosine in double precision.
  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    let squares = [a, b].map { $0.reduce(0) { $0 + $1 * $1 } }
    return 1 - product / (squares[0] * squares[1]).squareRoot()
  }

  /// cos(apple pie, pear) = 24/25, cos(apple pie, nut) = −4/5, cos(pear, nut) = −3/5.
  @Test func distancesOfNamesByHand() throws {
    let encoder = WordEncoder(vectors: [
      "apple pie": [3, 4], "pear": [0.4, 0.3], "nut": [0, -20],
    ])
    let graph = try SemanticGraph(classNames: ["apple pie", "pear", "nut"], encodedBy: encoder)
    let expected: [Float] = [0, 0.04, 1.8, 0.04, 0, 1.6, 1.8, 1.6, 0]
    #expect(largestDifference(graph.distances.values, expected) < 1e-6)
    #expect(graph.classNames == ["apple pie", "pear", "nut"])
    #expect(graph.classCount == 3)
    #expect(graph[0, 2] == graph.distances[0, 2])
  }

  @Test func underscoresAndHyphensAreReadAsSpaces() throws {
    let encoder = WordEncoder(vectors: ["apple pie": [1, 0], "ice cream": [0, 1]])
    let graph = try SemanticGraph(classNames: ["apple_pie", "ice-cream"], encodedBy: encoder)
    #expect(graph.classNames == ["apple_pie", "ice-cream"])
    #expect(graph[0, 1] == 1)
  }

  @Test(arguments: [(1, 4), (2, 1), (7, 3), (40, 31)])
  func distancesOfEmbeddingsAreTheirCosineDistances(count: Int, dimension: Int) throws {
    var generator = SplitMix64(seed: UInt64(count))
    var embeddings = Matrix.random(count, dimension, using: &generator)
    for column in 0..<dimension { embeddings[count - 1, column] *= 1e-6 }
    let names = (0..<count).map(String.init)
    let graph = try SemanticGraph(classEmbeddings: embeddings, classNames: names)
    let rows = embeddings.doubles
    for first in 0..<count {
      #expect(graph[first, first] == 0)
      for second in 0..<count where second != first {
        #expect(abs(Double(graph[first, second]) - distance(rows[first], rows[second])) < 1e-6)
        #expect(graph[first, second] == graph[second, first])
        #expect((0...2).contains(graph[first, second]))
      }
    }
  }

  /// Rounding of unit vectors would leave the range without a limit.
  @Test func equalAndOppositeEmbeddingsAreAtTheEnds() throws {
    let row: [Float] = [0.1, 0.7, -0.3, 0.9, 1e-3]
    let graph = try SemanticGraph(
      classEmbeddings: Matrix(rows: [row, row.map { 3 * $0 }, row.map { -$0 }]),
      classNames: ["a", "b", "c"])
    let expected: [Float] = [0, 0, 2, 0, 0, 2, 2, 2, 0]
    #expect(largestDifference(graph.distances.values, expected) < 1e-6)
    #expect(graph.distances.values.allSatisfy { (0...2).contains($0) })
  }

  @Test func noClassesMakeAnEmptyGraph() throws {
    let encoder = WordEncoder(vectors: [:])
    #expect(try SemanticGraph(classNames: [], encodedBy: encoder).classCount == 0)
    #expect(try SemanticGraph(classPaths: [], encodedBy: encoder).distances.count == 0)
  }

  // MARK: - Errors

  private func error(_ embeddings: Matrix, _ names: [String]) -> String? {
    errorText { () throws(HUSEError) in
      try SemanticGraph(classEmbeddings: embeddings, classNames: names)
    }
  }

  @Test func anotherNumberOfEmbeddings() {
    #expect(
      error([[1, 2], [3, 4], [5, 6]], ["a", "b"])
        == "class embeddings: expected shape [2, 2], found [3, 2]. "
        + "Pass one row for each class name.")
  }

  @Test func anEmbeddingOfZeros() {
    #expect(
      error([[1, 2], [0, 0]], ["a", "b"])
        == "class embeddings: row 1: class 'b' has an embedding of zeros, which is near to "
        + "nothing. Rename the class or use another encoder.")
  }

  @Test(arguments: [Float.nan, .infinity])
  func anEmbeddingThatIsNotFinite(value: Float) {
    #expect(
      error([[1, 2], [3, value]], ["a", "b"])
        == "class embeddings: row 1, column 1: class 'b' has a value that is not finite. "
        + "Check the encoder.")
  }

  @Test func whatTheEncoderThrows() {
    #expect(
      errorText { () throws(HUSEError) in
        try SemanticGraph(classNames: ["fig"], encodedBy: WordEncoder(vectors: ["a": [1]]))
      } == "fig: is an unknown word. Teach it.")
  }
}
