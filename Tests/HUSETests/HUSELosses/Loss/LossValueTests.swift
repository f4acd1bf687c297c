import HUSECore
import HUSELosses
import Testing

@Suite struct LossValueTests {
  private func batch() throws -> BatchOutput {
    try BatchOutput(
      imageEmbeddings: [[1, 0], [0, 1]],
      textEmbeddings: [[0, 1], [0, 1]],
      imageLogits: Matrix(rows: 2, columns: 2), textLogits: Matrix(rows: 2, columns: 2),
      labels: [0, 1])
  }

  @Test func termsKeepNamesValuesAndWeights() throws {
    let value = (0.5 * (ClassificationLoss() + 4 * GapLoss()))(try batch()).value
    #expect(value.terms.map(\.name) == ["classification", "gap"])
    #expect(value.terms.map(\.weight) == [0.5, 2])
    // Pair 0 is at a right angle, pair 1 agrees.
    #expect(value["gap"] == 0.5)
    #expect(abs(try #require(value["classification"]) - 0.693_147) < 1e-6)
    #expect(abs(value.total - (0.5 * 0.693_147 + 2 * 0.5)) < 1e-6)
    #expect(value.description == "1.3466 (classification 0.6931, gap 0.5000)")
  }

  @Test func accumulateAddsToWhatIsThere() throws {
    let batch = try batch()
    var gradient = BatchGradient(like: batch)
    _ = GapLoss().accumulate(batch, scaledBy: 1, into: &gradient)
    _ = GapLoss().accumulate(batch, scaledBy: 2, into: &gradient)
    // ∂/∂ image 0 of 1/2 (1 − a·b) is −b/2, three times.
    #expect(gradient.embeddings[0, 1] == -1.5)
    #expect(gradient.embeddings[2, 0] == -1.5)
  }

  @Test func graphWithoutActivePairsIsZero() throws {
    let graph = try SemanticGraph(
      distances: [[0, 1.5], [1.5, 0]], classNames: ["a", "b"])
    let far = try BatchOutput(
      imageEmbeddings: [[1, 0]], textEmbeddings: [[-1, 0]],
      imageLogits: Matrix(rows: 1, columns: 2), textLogits: Matrix(rows: 1, columns: 2),
      labels: [0])
    let (value, gradient) = GraphLoss(graph, margin: 0.5)(far)
    #expect(value.total == 0)
    #expect(gradient.embeddings.values.allSatisfy { $0 == 0 })
  }

  @Test func emptyBatchGivesZeroNotNaN() throws {
    let graph = try SemanticGraph(
      distances: [[0, 1], [1, 0]], classNames: ["a", "b"])
    let empty = Matrix(rows: 0, columns: 2)
    let batch = try BatchOutput(
      imageEmbeddings: empty, textEmbeddings: empty, imageLogits: empty, textLogits: empty,
      labels: [])
    let loss =
      ClassificationLoss() + GraphLoss(graph) + GapLoss() + ProjectionLoss(classEmbeddings: empty)
    #expect(loss(batch).value.total == 0)
  }

  @Test func labelsOutsideTheClassesAreRefused() {
    let rows = Matrix(rows: 1, columns: 2)
    #expect {
      try BatchOutput(
        imageEmbeddings: rows, textEmbeddings: rows, imageLogits: rows, textLogits: rows,
        labels: [2])
    } throws: { error in
      "\(error)"
        == "labels: row 0: label 2 is outside 0..<2. "
        + "Labels are positions in the list of class names."
    }
  }

  @Test func graphOfOtherClassesIsRefused() throws {
    let graph = try SemanticGraph(
      distances: [[0, 1], [1, 0]], classNames: ["tea", "apple"])
    #expect {
      try (0.2 * GraphLoss(graph)).check(classNames: ["apple", "tea"], dimension: 4)
    } throws: { error in
      "\(error)"
        == "semantic graph: has class 'tea' where the model has 'apple'. "
        + "Build the graph from the model's class names, in their order."
    }
    #expect {
      try GraphLoss(graph, margin: 0).check(classNames: ["tea", "apple"], dimension: 4)
    } throws: { error in
      "\(error)" == "margin of the graph loss: expected a number above 0, found 0.0."
    }
  }

  @Test func projectionNeedsTheDimensionOfTheClassEmbeddings() {
    #expect {
      try ProjectionLoss(classEmbeddings: Matrix(rows: 3, columns: 8, repeating: 1))
        .check(classNames: ["a", "b", "c"], dimension: 4)
    } throws: { error in
      "\(error)"
        == "class embeddings of the projection loss: expected shape [3, 4], found [3, 8]. "
        + "Give both towers the output dimension of the class embeddings."
    }
  }
}
