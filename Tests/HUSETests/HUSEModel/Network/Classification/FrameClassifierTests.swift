import Foundation
import HUSE
import HUSELosses
import Testing

/// The directions of a frame as a classifier.
@Suite struct FrameClassifierTests {
  private let frame: HierarchyFrame
  private let model: SharedEmbedding
  private let features: Matrix

  init() throws {
    let names = ["fruit/apple", "fruit/pear", "drink/tea"]
    let graph = try SemanticGraph(classNames: names, in: Taxonomy(classPaths: names))
    frame = try HierarchyFrame(graph, dimension: 6)
    func tower(_ seed: UInt64) throws -> Tower {
      try Tower(inputDimension: 4, hiddenDimensions: [5], outputDimension: 6, seed: seed)
    }
    var model = try SharedEmbedding(
      imageTower: tower(1), textTower: tower(2), classNames: names, classifierSharing: .separate)
    try model.setClassifier(frame, scale: 7)
    self.model = model
    var generator = SplitMix64(seed: 3)
    features = try Matrix(
      rows: 8, columns: 4,
      values: (0..<32).map { _ in Float(2 * generator.nextUniform() - 1) })
  }

  /// softmax(7 w·φ), in doubles.
  private func expected(_ embedding: Embedding) -> [Double] {
    let exponentials = (0..<3).map { label in
      let direction = frame.vectors[row: label]
      return exp(7 * zip(embedding, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) })
    }
    return exponentials.map { $0 / exponentials.reduce(0, +) }
  }

  @Test func scoresAreSoftmaxOfTheScaledCosines() throws {
    let outputs = [
      try model.output(imageFeatures: features), try model.output(textFeatures: features),
    ]
    for output in outputs {
      for (row, embedding) in output.embeddings.enumerated() {
        for (label, probability) in expected(embedding).enumerated() {
          #expect(abs(Double(output.scores.probabilities[row, label]) - probability) < 1e-5)
        }
      }
    }
  }

  @Test func aFrameThatDoesNotFitIsRefused() throws {
    let names = ["tea", "coffee"]
    let graph = try SemanticGraph(classNames: names, in: Taxonomy(classPaths: names))
    var copy = model
    #expect(throws: HUSEError.self) {
      try copy.setClassifier(HierarchyFrame(graph, dimension: 6), scale: 7)
    }
    #expect(throws: HUSEError.self) { try copy.setClassifier(frame, scale: 0) }
    let classes = model.classNames
    let other = try SemanticGraph(classNames: classes, in: Taxonomy(classPaths: classes))
    #expect(throws: HUSEError.self) {
      try copy.setClassifier(HierarchyFrame(other, dimension: 5), scale: 7)
    }
  }
}
