import HUSE
import Testing

/// One call that finds its own recipe.
@Suite struct AutomaticTrainingTests {
  @Test func pairsAloneMakeAModel() throws {
    // Few pairs of one class: some hundred steps, each of a moment.
    let pairs = try PairedFeatures(
      images: [[1, 2, 3], [1, 3, 2]], texts: [[4, 5], [5, 4]],
      labels: [0, 0], classNames: ["a"])
    var reports: [RecipeProgress] = []
    let model = try SharedEmbedding.trained(on: pairs, seed: 5) { reports.append($0) }
    let recipe = try #require(model.recipe)
    #expect(recipe.seed == 5 && model.towerDimension == 256 && model.classComponent == nil)
    #expect(try model.embed(pairs).images.vectors.firstNonFinite == nil)

    // From the first fold to the last step of the model, the share does not fall.
    let shares = reports.map(\.fraction)
    #expect(shares == shares.sorted() && shares.first == 0 && shares.last == 1)
    #expect(reports.filter { $0.stage == .training }.count == recipe.optimization.steps)
    // Training takes 300 steps, and each of two folds 150.
    #expect(recipe.optimization.steps == 300)
    let begin = try #require(reports.first { $0.stage == .training }).fraction
    #expect(begin > 0.45 && begin < 0.55)
  }

  /// A single pair cannot be divided: the recipe is that of the numbers.
  @Test func onePairMakesAModel() throws {
    let pair = try PairedFeatures(
      images: [[1, 2, 3]], texts: [[4, 5]], labels: [0],
      classNames: ["a", "b"], allowsEmptyClasses: true)
    let model = try SharedEmbedding.trained(on: pair, seed: 5)
    #expect(model.recipe == .automatic(for: DataSummary(pair, hasGraph: false), seed: 5))
    #expect(try model.embed(pair).texts.vectors.firstNonFinite == nil)
    let scores = try model.classify(imageFeatures: pair.images, textFeatures: pair.texts)
    #expect(scores.labels == [0])
  }
}
