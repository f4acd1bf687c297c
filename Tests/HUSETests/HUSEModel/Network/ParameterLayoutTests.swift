import HUSE
import Testing

@Suite struct ParameterLayoutTests {
  private static func model(
    scale: LogitScale, sharing: ClassifierSharing, similarity: SimilarityScale?
  ) throws -> SharedEmbedding {
    try SharedEmbedding(
      imageTower: Tower(inputDimension: 5, hiddenDimensions: [4, 3], outputDimension: 2, seed: 1),
      textTower: Tower(inputDimension: 6, hiddenDimensions: [], outputDimension: 2, seed: 2),
      classNames: ["a", "b"], logitScale: scale, classifierSharing: sharing,
      similarityScale: similarity)
  }

  private static let towers = [
    ParameterIdentifier(.tower(.image, layer: 0), .weights),
    ParameterIdentifier(.tower(.image, layer: 0), .bias),
    ParameterIdentifier(.tower(.image, layer: 1), .weights),
    ParameterIdentifier(.tower(.image, layer: 1), .bias),
    ParameterIdentifier(.tower(.image, layer: 2), .weights),
    ParameterIdentifier(.tower(.image, layer: 2), .bias),
    ParameterIdentifier(.tower(.text, layer: 0), .weights),
    ParameterIdentifier(.tower(.text, layer: 0), .bias),
  ]

  /// Checkpoints that exist number the moments in this order.
  @Test func towersComeBeforeTheClassifier() throws {
    let model = try Self.model(scale: .fixed(16), sharing: .shared, similarity: nil)
    #expect(
      model.parameterLayout.identifiers
        == Self.towers + [
          ParameterIdentifier(.classifier, .weights), ParameterIdentifier(.classifier, .bias),
        ])
    #expect(
      model.parameterShapes.map { [$0.rows, $0.columns] }
        == [
          [5, 4], [1, 4], [4, 3], [1, 3], [3, 2], [1, 2], [6, 2], [1, 2], [2, 2], [1, 2],
        ])
  }

  @Test func learnedScalesFollowTheirLayers() throws {
    let model = try Self.model(scale: .learned(3), sharing: .separate, similarity: .sigLIP)
    let layout = model.parameterLayout
    #expect(
      layout.identifiers
        == Self.towers + [
          ParameterIdentifier(.classifier, .weights), ParameterIdentifier(.classifier, .bias),
          ParameterIdentifier(.classifier, .logScale),
          ParameterIdentifier(.textClassifier, .weights),
          ParameterIdentifier(.textClassifier, .bias),
          ParameterIdentifier(.textClassifier, .logScale),
          ParameterIdentifier(.similarity, .logScale), ParameterIdentifier(.similarity, .bias),
        ])
    for (position, identifier) in layout.identifiers.enumerated() {
      #expect(layout.position(of: identifier.role, in: identifier.layer) == position)
    }
  }

  /// Each update changes the parameter that it names, and no other.
  @Test func anUpdateReachesItsParameter() throws {
    var model = try Self.model(scale: .learned(3), sharing: .separate, similarity: .sigLIP)
    model.updateParameters { parameter, position in
      parameter = Matrix(
        rows: parameter.rows, columns: parameter.columns, repeating: Float(position) / 10)
    }
    #expect(model.parameters.map { $0[0, 0] } == (0..<16).map { Float($0) / 10 })
    #expect(model.imageTower.layers[2].bias[0, 1] == 0.5)
    #expect(model.textTower.layers[0].weights[5, 1] == 0.6)
    #expect(model.classifier.bias[0, 1] == 0.9)
    #expect(model.textClassifier?.weights[1, 1] == 1.1)
    #expect(model.similarityScale?.bias == 1.5)
  }
}
