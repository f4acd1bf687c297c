import HUSECore
import Testing

@Suite struct ClassEmbeddingsTests {
  private static let names = ["a/b/c", "a/b/d", "a/e", "f/g", "f/h/i", "f/h/j"]

  private func largestError(_ embeddings: Matrix, _ graph: SemanticGraph) throws -> Float {
    let again = try SemanticGraph(classEmbeddings: embeddings, classNames: graph.classNames)
    return zip(again.distances.values, graph.distances.values).map { abs($0 - $1) }.max() ?? 0
  }

  @Test(arguments: [6, 20])
  func haveTheDistancesOfATree(dimension: Int) throws {
    let tree = try Taxonomy(classPaths: Self.names)
    let graph = try SemanticGraph(classNames: Self.names, in: tree)
    let embeddings = try graph.classEmbeddings(dimension: dimension)
    #expect(embeddings.rows == 6 && embeddings.columns == dimension)
    #expect(try largestError(embeddings, graph) < 1e-5)
  }

  @Test func fewDimensionsKeepWhatMattersMost() throws {
    let tree = try Taxonomy(classPaths: Self.names)
    let graph = try SemanticGraph(classNames: Self.names, in: tree)
    let embeddings = try graph.classEmbeddings(dimension: 2)
    let two = try SemanticGraph(classEmbeddings: embeddings, classNames: Self.names)
    // Two directions tell the two trees apart.
    #expect(two[0, 1] < 0.1 && two[4, 5] < 0.1 && two[0, 3] > 0.9)
  }

  @Test func aDimensionOfNoneIsRefused() throws {
    let graph = try SemanticGraph(distances: [[0]], classNames: ["a"])
    #expect(throws: HUSEError.self) { try graph.classEmbeddings(dimension: 0) }
  }

  @Test func nearClassesAreNeighborsInTheOrder() throws {
    let tree = try Taxonomy(classPaths: ["a/x", "b/x", "a/y", "b/y", "a/z", "b/z"])
    let graph = try SemanticGraph(
      classNames: ["a/x", "b/x", "a/y", "b/y", "a/z", "b/z"], in: tree)
    let places = graph.neighborOrder
    #expect(places.sorted() == Array(0..<6))
    let ofA = [0, 2, 4].map { places[$0] }.sorted()
    #expect(ofA == [0, 1, 2] || ofA == [3, 4, 5])
  }
}
