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
  func everyRowOfEveryWeightIsInOneBlock(sharing: ClassifierSharing, threads: Int) throws {
    let model = try Self.model(sharing: sharing)
    let blocks = WeightGradientBlock.all(of: model, threads: threads)
    let weights = model.parameterLayout.identifiers.filter { $0.role == .weights }
    #expect(weights.count == (sharing == .shared ? 4 : 5))
    for identifier in weights {
      let ranges = blocks.filter { $0.layer == identifier.layer }.map(\.rows)
      #expect(ranges.flatMap(Array.init) == Array(0..<model[identifier].rows))
    }
    #expect(Set(blocks.map(\.layer)) == Set(weights.map(\.layer)))
  }
}
