import HUSE
import Testing

/// `SharedEmbedding.trained`: pairs in, a model out.
@Suite struct TrainedModelTests {
  private let world: SmallWorld

  init() throws { world = try SmallWorld(itemsPerClass: 20) }

  @Test func aTrainedModelBeatsOneThatIsNot() throws {
    let (train, test) = try world.pairs.split(testFraction: 0.4, seed: 3)
    let recipe = TrainingRecipe.small(for: train, steps: 60)
    let model = try SharedEmbedding.trained(on: train, by: recipe, graph: world.graph)
    let untrained = try recipe.model(for: train, graph: world.graph)
    func precision(_ model: SharedEmbedding) throws -> Double {
      let (images, texts) = try model.embed(test)
      let report = try RetrievalReport(images: images, texts: texts, labels: test.labels)
      return report[.textToImage].meanAveragePrecision
    }
    #expect(try precision(model) > 0.8)
    #expect(try precision(model) > precision(untrained) + 0.3)
    let scores = try model.classify(imageFeatures: test.images, textFeatures: test.texts)
    #expect(scores.accuracy(labels: test.labels) > 0.9)
    #expect(model.recipe == recipe && model.graph == world.graph)
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    let recipe = TrainingRecipe.small(for: world.pairs, steps: 10)
    let first = try SharedEmbedding.trained(on: world.pairs, by: recipe, graph: world.graph)
    let second = try SharedEmbedding.trained(on: world.pairs, by: recipe, graph: world.graph)
    let owner = try TemporaryFolder()
    let files = try SharedEmbedding.trained(
      on: world.stream(in: owner), by: recipe, graph: world.graph)
    for other in [second, files] {
      #expect(other.imageTower == first.imageTower && other.textTower == first.textTower)
      #expect(other.opinions == first.opinions && other.classComponent == first.classComponent)
    }
  }

  /// The regressions are those that `SoftmaxRegression` fits on all pairs.
  @Test func regressionsAreFittedOnAllPairs() throws {
    var recipe = TrainingRecipe.small(for: world.pairs, steps: 2)
    (recipe.classes.imagePenalty, recipe.classes.textPenalty) = (0.5, 0.05)
    let model = try SharedEmbedding.trained(on: world.pairs, by: recipe)
    let images = try SoftmaxRegression(
      of: world.pairs.images, labels: world.pairs.labels, classCount: 4, penalty: 0.5)
    #expect(model.opinions.imageRegression == images)
    let texts = try SoftmaxRegression(
      of: world.pairs.texts, labels: world.pairs.labels, classCount: 4, penalty: 0.05
    ).logits(of: world.pairs.texts)
    let found = try #require(model.opinions.textRegression).logits(of: world.pairs.texts)
    #expect(relativeError(found, texts.doubles) < 1e-2)
  }

  @Test func encodersAreKept() throws {
    let recipe = TrainingRecipe.small(for: world.pairs, steps: 2)
    let model = try SharedEmbedding.trained(
      on: world.pairs, by: recipe, textEncoder: SharedEmbeddingTests.LetterEncoder())
    #expect(try model.embed(text: "tea").count == model.dimension)
    #expect(model.imageEncoder == nil)
  }

  /// Progress says what is done, and its share rises to 1.
  @Test func progressRisesToTheEnd() throws {
    let start = TrainingRecipe.small(for: world.pairs, hasGraph: false, steps: 6)
    var reports: [RecipeProgress] = []
    let recipe = try TrainingRecipe.chosen(
      for: world.pairs, startingAt: start, varying: [.contrastiveWeight], foldCount: 3
    ) { reports.append($0) }
    let chosenCount = reports.count
    _ = try SharedEmbedding.trained(on: world.pairs, by: recipe) { reports.append($0) }
    var stages: [RecipeProgress.Stage] = []
    for report in reports where report.stage != stages.last { stages.append(report.stage) }
    let regressions = (1...3).map { RecipeProgress.Stage.regressions(fold: $0, of: 3) }
    #expect(stages.prefix(3) == regressions[...])
    // Three variants on two folds, and the best on the third.
    let compared = (1...3).flatMap { variant in
      (1...2).map { RecipeProgress.Stage.fold($0, of: 3, variant: variant, ofVariants: 3) }
    }
    #expect(Array(stages[3..<9]) == compared)
    guard case .fold(3, of: 3, variant: _, ofVariants: 3) = stages[9] else {
      Issue.record("\(stages[9]) after the comparison")
      return
    }
    #expect(stages[10...] == [.training])
    for part in [reports[..<chosenCount], reports[chosenCount...]] {
      let shares = part.map(\.fraction)
      #expect(shares == shares.sorted() && shares.last == 1)
      #expect(part.allSatisfy { ($0.secondsLeft ?? 0) >= 0 })
    }
    #expect(try throughJSON(reports) == reports)
    #expect(reports.last?.step?.step == 6)
    #expect("\(reports[0])" == "regressions of fold 1 of 3, 0%")
    #expect("\(reports[3])".hasPrefix("fold 1 of 3, variant 1 of 3, "))
    #expect("\(reports[chosenCount])".hasPrefix("training on all pairs, 16%, "))
  }

  @Test func whatProgressThrowsStopsTheSearch() throws {
    struct Enough: Error {}
    let start = TrainingRecipe.small(for: world.pairs, hasGraph: false, steps: 6)
    for limit in [1, 2, 3, 7, 20] {
      var calls = 0
      #expect(throws: Enough.self) {
        try TrainingRecipe.chosen(
          for: world.pairs, startingAt: start, varying: [.contrastiveWeight], foldCount: 2
        ) { _ in
          calls += 1
          if calls == limit { throw Enough() }
        }
      }
      #expect(calls == limit)
    }
    var calls = 0
    #expect(throws: Enough.self) {
      try SharedEmbedding.trained(on: world.pairs, by: start) { _ in
        calls += 1
        if calls == 4 { throw Enough() }
      }
    }
    #expect(calls == 4)
  }
}
