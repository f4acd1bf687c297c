import HUSE
import Testing

/// Values and gradients of the losses with a class hierarchy against
/// `Tests/Reference/make_hierarchy_loss_fixtures.py`.
@Suite struct HierarchyLossReferenceTests {
  struct File: Decodable {
    let cases: [Case]
  }

  struct Case: Decodable {
    let name: String
    let classes: [String]
    let labels: [Int]
    let distances: [[Double]]
    let logits: [[Float]]
    let expected: [Expectation]
    let frames: [Frame]
  }

  struct Expectation: Decodable {
    let loss: String
    let setting: Float
    let value: Double
    let gradient: [[Double]]
  }

  struct Frame: Decodable {
    let decay: Float
    let dimension: Int
    let scale: Float
    let share: Float
    let cosines: [[Double]]
    let vectors: [[Float]]
    let embeddings: [[Float]]
    let terms: [Double]
    let gradient: [[Double]]
  }

  private let cases: [Case]

  init() throws {
    cases = try ReferenceFile.read("hierarchy_losses.json", as: File.self).cases
  }

  @Test func lossesOverLogitsEqualTheReference() throws {
    #expect(cases.count == 8)
    for item in cases {
      let logits = try Matrix(rows: item.logits)
      let batch = try batch(
        Matrix(rows: logits.rows, columns: 2, repeating: 0), logits, item.labels)
      let taxonomy = try Taxonomy(classPaths: item.classes)
      let graph = try SemanticGraph(classNames: item.classes, in: taxonomy)
      #expect(relativeError(graph.distances, item.distances) <= 1e-6, "\(item.name)")
      for expected in item.expected {
        let loss: any Loss
        switch expected.loss {
        case "soft labels": loss = SoftLabelLoss(graph, hardness: expected.setting)
        case "hierarchical cross entropy":
          loss = try HierarchicalCrossEntropyLoss(
            classNames: item.classes, in: taxonomy, discount: expected.setting)
        default: throw ReferenceFile.Unknown(name: expected.loss)
        }
        let (value, gradient) = loss(batch)
        let name: Comment = "\(expected.loss), \(expected.setting) of \(item.name)"
        #expect(value.terms.map(\.name) == [expected.loss], name)
        #expect(relativeError(value.total, expected.value) <= 1e-5, name)
        #expect(relativeError(gradient.logits, expected.gradient) <= 1e-5, name)
        #expect(gradient.embeddings.values.allSatisfy { $0 == 0 }, name)
      }
    }
  }

  @Test func theFrameLossEqualsTheReference() throws {
    for item in cases {
      for expected in item.frames {
        let frame = HierarchyFrame(
          classNames: item.classes, vectors: try Matrix(rows: expected.vectors))
        let logits = Matrix(rows: 2 * item.labels.count, columns: item.classes.count)
        let batch = try batch(Matrix(rows: expected.embeddings), logits, item.labels)
        let loss = HierarchyFrameLoss(
          frame, scale: expected.scale, cosineShare: expected.share)
        let (value, gradient) = loss(batch)
        let name: Comment = "\(expected.dimension) dimensions of \(item.name)"
        for (term, wanted) in zip(value.terms, expected.terms) {
          // Of a loss near 0 the rounding of its cosines is what is left.
          #expect(abs(term.value - wanted) <= 1e-5 * max(wanted, 0.01), name)
        }
        #expect(relativeError(gradient.embeddings, expected.gradient) <= 1e-5, name)
        #expect(gradient.logits.values.allSatisfy { $0 == 0 }, name)
      }
    }
  }

  /// Directions are the same up to a rotation: their cosines are compared.
  @Test func theCosinesOfFramesEqualTheReference() throws {
    for item in cases {
      let graph = try SemanticGraph(
        classNames: item.classes, in: Taxonomy(classPaths: item.classes))
      for expected in item.frames {
        let frame = try HierarchyFrame(
          graph, dimension: expected.dimension, decay: expected.decay)
        let cosines = try frame.vectors.multiplied(by: frame.vectors.transposed)
        let name: Comment = "\(expected.dimension) dimensions of \(item.name)"
        #expect(frame.vectors.columns == expected.dimension, name)
        #expect(relativeError(cosines, expected.cosines) <= 1e-5, name)
      }
    }
  }

  private func batch(_ embeddings: Matrix, _ logits: Matrix, _ labels: [Int]) throws -> BatchOutput
  {
    let (images, texts) = (0..<labels.count, labels.count..<2 * labels.count)
    return try BatchOutput(
      imageEmbeddings: embeddings[rows: images], textEmbeddings: embeddings[rows: texts],
      imageLogits: logits[rows: images], textLogits: logits[rows: texts], labels: labels)
  }
}
