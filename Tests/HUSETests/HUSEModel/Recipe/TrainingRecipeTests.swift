import Foundation
import HUSE
import Testing

@Suite struct TrainingRecipeTests {
  private func recipe(
    pairs: Int, images: Int = 1024, texts: Int = 512, classes: Int = 100, hasGraph: Bool = true
  ) throws -> TrainingRecipe {
    let names = (0..<classes).map { "class \($0)" }
    let one = try PairedFeatures(
      images: Matrix(rows: 1, columns: images), texts: Matrix(rows: 1, columns: texts),
      labels: [0], classNames: names, allowsEmptyClasses: true)
    var summary = DataSummary(one, hasGraph: hasGraph)
    #expect(summary.pairCount == 1 && summary.classCount == classes)
    #expect(summary.imageDimension == images && summary.textDimension == texts)
    #expect(summary.hasGraph == hasGraph)
    summary.pairCount = pairs
    return .automatic(for: summary, seed: 3)
  }

  /// Sets of four sizes: 5 · 60 steps, 13 · 60, 38 · 40, 196 · 20.
  @Test(arguments: [
    (293, Float(0.5), 64, 300), (789, 0.5, 64, 780), (9_579, 0.3, 256, 1_520),
    (100_000, 0.15, 512, 3_920),
  ])
  func theRuleFollowsTheNumberOfPairs(pairs: Int, dropout: Float, batch: Int, steps: Int) throws {
    let recipe = try recipe(pairs: pairs)
    #expect(recipe.towers.dropout == dropout)
    #expect(recipe.towers.imageInputDropout == dropout)
    #expect(recipe.towers.textInputDropout == dropout)
    #expect(recipe.optimization.batchSize == batch)
    #expect(recipe.optimization.steps == steps)
    #expect(recipe.seed == 3)
  }

  @Test(arguments: [
    (1, Float(0.5), 64, 300), (999, 0.5, 64, 960), (1_000, 0.5, 128, 600), (4_999, 0.5, 128, 2_400),
    (5_000, 0.3, 256, 800),
    (49_999, 0.3, 256, 7_840), (50_000, 0.15, 512, 1_960),
  ])
  func theRuleChangesAtItsThresholds(pairs: Int, dropout: Float, batch: Int, steps: Int) throws {
    let recipe = try recipe(pairs: pairs)
    #expect(recipe.towers.dropout == dropout)
    #expect(recipe.optimization.batchSize == batch)
    #expect(recipe.optimization.steps == steps)
  }

  @Test func foldsVaryNothingWhereTheyCannotTellVariantsApart() {
    #expect(TrainingRecipe.Variation.standard(pairCount: 999).isEmpty)
    #expect(
      TrainingRecipe.Variation.standard(pairCount: 1_000) == [.contrastiveWeight, .dropout])
  }

  @Test func whatDoesNotFollowFromTheNumbersIsAsDocumented() throws {
    let recipe = try recipe(pairs: 789)
    #expect(recipe.towers.imageHiddenDimensions == [512])
    #expect(recipe.towers.textHiddenDimensions == [512])
    #expect(recipe.towers.dimension == 256 && recipe.towers.standardizesFeatures)
    #expect(recipe.towers.initialization == .small)
    #expect(recipe.losses.classification == 1 && recipe.losses.contrastive == 0.3)
    #expect(recipe.losses.graph == 20 && recipe.losses.gap == 0.2)
    // Distances are at most 2: no margin.
    #expect(recipe.losses.graphMargin > 2 && recipe.losses.logitScale == 8)
    #expect(recipe.optimization.rule == .adamW && recipe.optimization.learningRate == 1e-3)
    #expect(recipe.optimization.annealsRate)
    #expect(recipe.classes.imagePenalty == 0.02 && recipe.classes.textPenalty == 0.02)
    let halves = LogitWeights(embedding: 0.5, regression: 0.5)
    #expect(recipe.classes.imageWeights == halves && recipe.classes.textWeights == halves)
    #expect(recipe.classes.componentWeight == 0.8 && recipe.classes.componentBlend == 0.3)
  }

  @Test func fewFeaturesAreDroppedOutLess() throws {
    let recipe = try recipe(pairs: 789, images: 64, texts: 255)
    #expect(recipe.towers.imageInputDropout == 0.125)
    let expected: Float = 0.5 * 255 / 256
    #expect(recipe.towers.textInputDropout == expected)
    #expect(recipe.towers.dropout == 0.5)
  }

  @Test func withoutAGraphAClassIsItselfAlone() throws {
    let recipe = try recipe(pairs: 789, hasGraph: false)
    #expect(recipe.losses.graph == 0)
    #expect(recipe.classes.componentBlend == 1 && recipe.classes.componentWeight == 0.8)
  }

  @Test func aSingleClassHasNeitherRegressionsNorComponent() throws {
    let recipe = try recipe(pairs: 789, classes: 1)
    #expect(recipe.classes.imagePenalty == nil && recipe.classes.textPenalty == nil)
    #expect(recipe.classes.imageWeights.regression == 0)
    #expect(recipe.classes.textWeights.regression == 0)
    #expect(recipe.classes.componentWeight == 0)
  }

  /// Sections 3 and 4 of the paper.
  @Test func thePaperHasItsNumbers() throws {
    let recipe = TrainingRecipe.paper(seed: 1)
    #expect(recipe.towers.imageHiddenDimensions == [512, 512, 512, 512])
    #expect(recipe.towers.textHiddenDimensions == [512] && recipe.towers.dimension == 512)
    #expect(recipe.towers.dropout == 0.15 && !recipe.towers.standardizesFeatures)
    #expect(recipe.towers.imageInputDropout == 0 && recipe.towers.textInputDropout == 0)
    #expect(recipe.losses.graphMargin == 0.8 && recipe.losses.contrastive == 0)
    #expect(recipe.optimization.rule == .rmsProp && !recipe.optimization.annealsRate)
    #expect(recipe.optimization.learningRate == 1.6192e-5)
    #expect(recipe.optimization.batchSize == 1024 && recipe.optimization.steps == 250_000)
    #expect(recipe.classes == .none && recipe.classes.componentWeight == 0)
    #expect(recipe.classes.imageWeights == .paper && recipe.classes.imagePenalty == nil)
    #expect(recipe.classes.fusion == .average(imageWeight: 0.5))
    let trainer = try recipe.trainer()
    #expect(trainer.optimizer is RMSProp && trainer.batchSize == 1024)
    #expect(trainer.schedule == .constant)
  }

  @Test func aRecipeIsMadeOfItsValues() throws {
    let world = try SmallWorld()
    let recipe = TrainingRecipe.small(for: world.pairs, steps: 12)
    let trainer = try recipe.trainer()
    #expect(trainer.optimizer is Adam && trainer.optimizer.learningRate == 5e-3)
    #expect(trainer.schedule == .cosine(warmUp: 0, total: 12) && trainer.batchSize == 16)
    let model = try recipe.model(for: world.pairs, graph: world.graph)
    #expect(model.imageTower.layers.map(\.outputDimension) == [16, 8])
    #expect(model.textTower.layers.map(\.outputDimension) == [12, 8])
    #expect(model.imageTower.dropout == 0.5 && model.imageTower.inputDropout == 0.1)
    #expect(model.imageTower.inputScaling == FeatureScaling(standardizing: world.pairs.images))
    #expect(model.textTower.inputScaling == FeatureScaling(standardizing: world.pairs.texts))
    #expect(model.classifier.logitScale == .fixed(8) && model.graph == world.graph)
    let terms = try model.loss(recipe.loss(graph: world.graph), on: world.pairs).terms
    #expect(
      Dictionary(uniqueKeysWithValues: terms.map { ($0.name, Float($0.weight)) })
        == ["classification": 1, "contrastive": 0.3, "graph": 20, "gap": 0.2])
    var plain = recipe
    plain.towers.standardizesFeatures = false
    plain.losses.contrastive = 0
    #expect(try plain.model(for: world.pairs, graph: nil).imageTower.inputScaling == nil)
    let fewer = try model.loss(plain.loss(graph: nil), on: world.pairs).terms
    #expect(fewer.map(\.name) == ["classification", "gap"])
  }

  @Test func valuesOutOfRangeAreNamed() throws {
    let world = try SmallWorld()
    let recipe = TrainingRecipe.small(for: world.pairs)
    func message(_ change: (inout TrainingRecipe) -> Void) throws -> String? {
      var changed = recipe
      change(&changed)
      return errorText { () throws(HUSEError) in
        _ = try changed.loss(graph: world.graph)
        _ = try changed.trainer()
        var model = try changed.model(for: world.pairs, graph: world.graph)
        try changed.finish(&model, on: world.pairs)
      }
    }
    #expect(try message { _ in } == nil)
    #expect(
      try message {
        ($0.losses.classification, $0.losses.graph, $0.losses.gap, $0.losses.contrastive) =
          (0, 0, 0, 0)
      } == "losses of the recipe: expected at least one, found no weight above 0.")
    #expect(
      try message { $0.optimization.steps = 0 }
        == "steps of the recipe: expected a number above 0, found 0.")
    #expect(
      try message { $0.optimization.batchSize = -1 }
        == "batchSize of the recipe: expected a number above 0, found -1.")
    #expect(
      try message { $0.classes.imageWeights = LogitWeights(embedding: -1, regression: 0) }
        == "imageWeights: expected finite factors of 0 or more, found -1.0.")
    #expect(
      try message { $0.classes.fusion = .product(image: .nan, text: 1) }
        == "powers of the fusion: expected finite numbers of 0 or more, found nan.")
    #expect(
      try message { $0.classes.textPenalty = -1 }
        == "penalty: expected a finite number of 0 or more, found -1.0.")
    #expect(
      try message { $0.classes.componentBlend = 2 }
        == "blend of the class component: expected a number in [0, 1], found 2.0.")
  }

  @Test func aRecipePrintsALineForEachPart() throws {
    let lines = try recipe(pairs: 9_579, images: 128, hasGraph: false).description
      .split(separator: "\n")
    #expect(
      lines == [
        "towers: image 512-256, text 512-256; dropout 0.3, of features 0.15 and 0.3; weights small",
        "losses: classification 1.0, graph 0.0 (margin 2.1), gap 0.2, contrastive 0.3 (temperature "
          + "0.1); logit scale 8.0",
        "optimization: adamW, rate 0.001, cosine, decay 0.01, 1520 steps of 256 pairs",
        "classes: penalties 0.02 and 0.02; component weight 0.8, blend 1.0", "seed: 3",
      ])
    #expect("\(TrainingRecipe.paper())".contains("classes: penalties none and none;"))
    #expect("\(TrainingRecipe.paper())".contains("rmsProp, rate 1.6192e-05, decay"))
  }

  @Test func aRecipeTravelsAsJSON() throws {
    for recipe in [try recipe(pairs: 789), try recipe(pairs: 1, classes: 1), .paper()] {
      let data = try JSONEncoder().encode(recipe)
      #expect(try JSONDecoder().decode(TrainingRecipe.self, from: data) == recipe)
    }
  }
}
