import Foundation
import HUSE

extension TrainingRecipe {
  /// The recipe for some pairs with towers and steps few enough for a test.
  static func small(
    for pairs: some PairedDataset, hasGraph: Bool = true, steps: Int = 20, seed: UInt64 = 7
  ) -> TrainingRecipe {
    var recipe = TrainingRecipe.automatic(
      for: DataSummary(pairs, hasGraph: hasGraph), seed: seed)
    recipe.towers.imageHiddenDimensions = [16]
    recipe.towers.textHiddenDimensions = [12]
    recipe.towers.dimension = 8
    recipe.towers.imageInputDropout = 0.1
    recipe.optimization.batchSize = 16
    recipe.optimization.learningRate = 5e-3
    recipe.optimization.steps = steps
    return recipe
  }
}

extension SmallWorld {
  /// A model that has learned a little, with a regression on each modality, a product of both and a
  /// class component.
  func modelWithClasses(steps: Int = 30, seed: UInt64 = 7) throws -> SharedEmbedding {
    var recipe = TrainingRecipe.small(for: pairs, steps: steps, seed: seed)
    recipe.classes.imageWeights = LogitWeights(embedding: 0.5, regression: 1.5)
    recipe.classes.textWeights = LogitWeights(embedding: 0.75, regression: 0.25)
    recipe.classes.fusion = .product(image: 1.25, text: 0.5)
    recipe.classes.componentWeight = 0.75
    recipe.classes.componentBlend = 0.5
    return try SharedEmbedding.trained(on: pairs, by: recipe, graph: graph)
  }

  /// The same pairs in three files.
  func stream(in folder: TemporaryFolder) throws -> FeatureStream {
    let shards = try [0..<7, 7..<30, 30..<pairs.count].map { rows in
      let url = folder.url.appendingPathComponent("\(rows.lowerBound).safetensors")
      try pairs.selecting(rows: rows).write(to: url)
      return url
    }
    return try FeatureStream(shards: shards)
  }
}
