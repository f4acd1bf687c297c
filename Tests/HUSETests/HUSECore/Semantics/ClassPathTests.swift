import HUSECore
import Testing

/// Graphs from class paths.
///
/// The levels are at right angles to each other, so that the cosine of two paths is the number of
/// their common levels over the root of the product of their lengths.
@Suite struct ClassPathTests {
  private let encoder = WordEncoder(vectors: [
    "food": [5, 0, 0, 0, 0], "fruit": [0, 0.1, 0, 0, 0], "apple": [0, 0, 7, 0, 0],
    "sour cherry": [0, 0, 0, 1, 0], "pizza": [0, 0, 0, 0, 2],
  ])

  private func graph(_ paths: [String]) throws -> SemanticGraph {
    try SemanticGraph(classPaths: paths, encodedBy: encoder)
  }

  @Test func sharedLevelsBringClassesTogether() throws {
    let paths = ["food/fruit/apple", "food/fruit/sour_cherry", "food/pizza", "food"]
    let graph = try graph(paths)
    #expect(graph.classNames == paths)
    #expect(abs(graph[0, 1] - Float(1 - 2.0 / 3)) < 1e-6)
    #expect(abs(graph[0, 2] - Float(1 - 1 / 6.0.squareRoot())) < 1e-6)
    #expect(abs(graph[0, 3] - Float(1 - 1 / 3.0.squareRoot())) < 1e-6)
    #expect(abs(graph[2, 3] - Float(1 - 1 / 2.0.squareRoot())) < 1e-6)
  }

  @Test func aLevelCountsOnlyAtItsPlace() throws {
    #expect(abs(try graph(["food/fruit", "fruit/food"])[0, 1] - 1) < 1e-6)
  }

  @Test func bothSeparatorsAndSpacesAroundThemWork() throws {
    let graph = try graph(["food/fruit/apple", "food<fruit<apple", " food < fruit/ apple"])
    #expect(graph.distances.values.allSatisfy { abs($0) < 1e-6 })
  }

  @Test(arguments: ["", "/", "food/", "/food", "food//apple", "food< <apple"])
  func anEmptyLevelIsAnError(path: String) {
    let expected =
      "class path '\(path)': has an empty level. "
      + "Write the levels from general to special, as in food/fruit/apple."
    #expect(
      errorText { () throws(HUSEError) in
        try SemanticGraph(classPaths: ["food", path], encodedBy: encoder)
      } == expected)
    #expect(
      errorText { () throws(HUSEError) in try Taxonomy(classPaths: ["food", path]) } == expected)
  }

  @Test func aLevelThatTheEncoderDoesNotKnow() {
    #expect(
      errorText { () throws(HUSEError) in
        try SemanticGraph(classPaths: ["food/sea_food"], encodedBy: encoder)
      } == "sea food: is an unknown word. Teach it.")
  }
}
