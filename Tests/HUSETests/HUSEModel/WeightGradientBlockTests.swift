import HUSE
import Testing

@Suite struct WeightGradientBlockTests {
  private static func model(sharing: ClassifierSharing) throws -> SharedEmbedding {
    try SharedEmbedding(
      imageTower: Tower(
        inputDimension: 1300, hiddenDimensions: [520], outputDimension: 600, seed: 1),
      textTower: Tower(inputDimension: 30, hiddenDimensions: [], outputDimension: 600, seed: 2),
      classNames: ["a", "b"], classifierSharing: sharing)
  }

  @Test(arguments: [ClassifierSharing.shared, .separate], [1, 2, 3, 4, 64])
  func everyRowOfEveryWeightIsInOnePart(sharing: ClassifierSharing, threads: Int) throws {
    let model = try Self.model(sharing: sharing)
    let parts = WeightGradientBlock.all(of: model, threads: threads)
    for (index, shape) in model.parameterShapes.enumerated() where shape.rows > 1 {
      let ranges = parts.filter { $0.parameter == index }.map(\.rows)
      #expect(ranges.flatMap(Array.init) == Array(0..<shape.rows))
    }
    #expect(parts.allSatisfy { model.parameterShapes[$0.parameter].rows > 1 })
  }
}
