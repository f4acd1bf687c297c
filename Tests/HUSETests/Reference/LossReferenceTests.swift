import HUSE
import Testing

/// Values, terms and gradients of the losses against `Tests/Reference/make_loss_fixtures.py`.
@Suite struct LossReferenceTests {
  struct File: Decodable {
    let distances: [[Float]]
    let batches: [Batch]
  }

  struct Batch: Decodable {
    let name: String
    let labels: [Int]
    let embeddings: [[Float]]
    let logits: [[Float]]
    let classEmbeddings: [[Float]]
    let expected: [Expectation]
  }

  struct Expectation: Decodable {
    struct Term: Decodable {
      let name: String
      let weight: Double
      let value: Double
    }

    let loss: String
    let terms: [Term]
    let total: Double
    let embeddingGradient: [[Double]]
    let logitGradient: [[Double]]
  }

  private static let tolerance = 1e-5

  @Test func valuesAndGradientsEqualTheReference() throws {
    let file = try ReferenceFile.read("losses.json", as: File.self)
    let graph = try SemanticGraph(
      distances: Matrix(rows: file.distances), classNames: ["a", "b", "c", "d"])
    #expect(file.batches.count == 6)
    for batch in file.batches {
      let pairs = batch.labels.count
      let embeddings = try Matrix(rows: batch.embeddings)
      let logits = try Matrix(rows: batch.logits)
      let output = try BatchOutput(
        imageEmbeddings: embeddings[rows: 0..<pairs],
        textEmbeddings: embeddings[rows: pairs..<2 * pairs],
        imageLogits: logits[rows: 0..<pairs], textLogits: logits[rows: pairs..<2 * pairs],
        labels: batch.labels)
      let projection = ProjectionLoss(classEmbeddings: try Matrix(rows: batch.classEmbeddings))
      for expected in batch.expected {
        let (value, gradient) = try evaluate(
          expected.loss, on: output, graph: graph, projection: projection)
        check(value, gradient, expected, "\(expected.loss) of \(batch.name)")
      }
    }
  }

  private func evaluate(
    _ name: String, on batch: BatchOutput, graph: SemanticGraph, projection: ProjectionLoss
  ) throws -> (LossValue, BatchGradient) {
    switch name {
    case "classification": ClassificationLoss()(batch)
    case "graph, margin 0.5": GraphLoss(graph, margin: 0.5)(batch)
    case "graph, margin 0.8": GraphLoss(graph, margin: 0.8)(batch)
    case "graph, margin 1.3": GraphLoss(graph, margin: 1.3)(batch)
    case "graph, all pairs": GraphLoss(graph, margin: 2.5)(batch)
    case "gap": GapLoss()(batch)
    case "projection": projection(batch)
    case "HUSE":
      (0.6 * ClassificationLoss() + 0.2 * GraphLoss(graph, margin: 0.8) + 0.2 * GapLoss())(batch)
    case "HUSE-P":
      (0.5 * (ClassificationLoss() + 0.6 * projection) + 0.2 * GapLoss())(batch)
    default: throw ReferenceFile.Unknown(name: name)
    }
  }

  private func check(
    _ value: LossValue, _ gradient: BatchGradient, _ expected: Expectation, _ name: String
  ) {
    #expect(relativeError(value.total, expected.total) <= Self.tolerance, "\(name)")
    #expect(value.terms.map(\.name) == expected.terms.map(\.name), "\(name)")
    for (term, other) in zip(value.terms, expected.terms) {
      #expect(relativeError(term.value, other.value) <= Self.tolerance, "\(term.name), \(name)")
      #expect(abs(term.weight - other.weight) < 1e-6, "\(term.name), \(name)")
    }
    for (found, wanted) in [
      (gradient.embeddings, expected.embeddingGradient), (gradient.logits, expected.logitGradient),
    ] {
      #expect(relativeError(found, wanted) <= Self.tolerance, "\(name)")
    }
  }
}
