import Foundation
import HUSE
import Testing

/// What folds of the data decide about a recipe.
@Suite struct RecipeChoiceTests {
  private let world: SmallWorld

  init() throws { world = try SmallWorld(itemsPerClass: 8, noise: 1.2) }

  private func chosen(
    _ pairs: some PairedDataset, graph: SemanticGraph?, steps: Int = 12, seed: UInt64 = 7,
    varying: Set<TrainingRecipe.Variation> = []
  ) throws -> TrainingRecipe {
    try .chosen(
      for: pairs, graph: graph,
      startingAt: .small(for: pairs, hasGraph: graph != nil, steps: steps, seed: seed),
      varying: varying, foldCount: 2)
  }

  @Test func theSamePairsGiveTheSameRecipe() throws {
    let first = try chosen(world.pairs, graph: nil, varying: [.dropout])
    #expect(try chosen(world.pairs, graph: nil, varying: [.dropout]) == first)
    let owner = try TemporaryFolder()
    #expect(try chosen(world.stream(in: owner), graph: nil, varying: [.dropout]) == first)
    #expect(try chosen(world.pairs, graph: nil, seed: 8).classes != first.classes)
  }

  @Test func onlyWhatIsVariedChanges() throws {
    let start = TrainingRecipe.small(for: world.pairs, steps: 12)
    let kept = try chosen(world.pairs, graph: world.graph)
    var same = kept
    same.classes = start.classes
    #expect(same == start && kept.classes != start.classes)
    let varied = try chosen(
      world.pairs, graph: world.graph, varying: Set(TrainingRecipe.Variation.allCases))
    #expect([0.1, 0.3, 0.9].contains { abs($0 - varied.losses.contrastive) < 1e-6 })
    #expect([0.3, 0.5].contains(varied.towers.dropout))
  }

  /// What folds say about classes is in its range and worth something.
  @Test func classesAreKnownAsTheFoldsSay() throws {
    let recipe = try chosen(world.pairs, graph: world.graph)
    let penalties: [Float] = [0.3, 0.1, 0.03, 0.01, 0.003]
    for penalty in [recipe.classes.imagePenalty, recipe.classes.textPenalty] {
      #expect(try penalties.contains(#require(penalty)))
    }
    for weights in [recipe.classes.imageWeights, recipe.classes.textWeights] {
      #expect(weights.embedding >= 0 && weights.regression > 0 && weights.regression < 100)
    }
    guard case .product(let image, let text) = recipe.classes.fusion else {
      Issue.record("the fusion is \(recipe.classes.fusion)")
      return
    }
    #expect(image > 0 && text > 0)
    #expect(recipe.classes.componentWeight > 0 && (0...1).contains(recipe.classes.componentBlend))
  }

  /// A modality that says nothing of the classes counts for next to nothing.
  @Test func textsOfNoiseHaveNoWeight() throws {
    var generator = SplitMix64(seed: 5)
    let pairs = try PairedFeatures(
      images: world.pairs.images, texts: .random(32, 8, using: &generator),
      labels: world.pairs.labels, classNames: world.pairs.classNames)
    let recipe = try chosen(pairs, graph: nil, steps: 30)
    guard case .product(let image, let text) = recipe.classes.fusion else {
      Issue.record("the fusion is \(recipe.classes.fusion)")
      return
    }
    #expect(text * recipe.classes.textWeights.regression < 0.3 * image)
  }

  /// The model that the recipe gives embeds and classifies.
  private func check(
    _ pairs: PairedFeatures, graph: SemanticGraph? = nil, _ comment: Comment
  ) throws -> TrainingRecipe {
    let recipe = try chosen(pairs, graph: graph, steps: 4)
    let model = try SharedEmbedding.trained(on: pairs, by: recipe, graph: graph)
    let output = try model.output(of: pairs)
    for vectors in [output.images.embeddings.vectors, output.texts.embeddings.vectors] {
      #expect(vectors.firstNonFinite == nil, comment)
    }
    let scores = try model.classify(imageFeatures: pairs.images, textFeatures: pairs.texts)
    #expect(scores.probabilities.firstNonFinite == nil, comment)
    return recipe
  }

  private func pairs(labels: [Int], classes: Int, constantColumns: Bool = false) throws
    -> PairedFeatures
  {
    var generator = SplitMix64(seed: 2)
    var images = Matrix.random(labels.count, 6, using: &generator)
    var texts = Matrix.random(labels.count, 5, using: &generator)
    if constantColumns {
      for row in labels.indices {
        (images[row, 0], images[row, 3], texts[row, 4]) = (0, 1e6, -3)
      }
    }
    return try PairedFeatures(
      images: images, texts: texts, labels: labels,
      classNames: (0..<classes).map { "class \($0)" }, allowsEmptyClasses: true)
  }

  @Test func aSingleClassHasNothingToTellApart() throws {
    let one = try pairs(labels: [Int](repeating: 0, count: 12), classes: 1)
    for graph in [nil, try SemanticGraph(distances: [[0]], classNames: ["class 0"])] {
      let recipe = try check(one, graph: graph, "one class")
      #expect(recipe.classes.imagePenalty == nil && recipe.classes.componentWeight == 0)
    }
  }

  @Test func whatIsOddAboutPairsIsNoTrouble() throws {
    _ = try check(pairs(labels: [0, 0, 0, 0, 1, 1, 1, 2, 3, 4], classes: 5), "some of one row")
    _ = try check(pairs(labels: [0, 1, 0, 1, 0, 1], classes: 40), "more classes than rows")
    _ = try check(
      pairs(labels: [0, 1, 0, 1, 0, 1, 1, 0], classes: 2, constantColumns: true), "constant columns"
    )
    _ = try check(pairs(labels: [0, 1, 0], classes: 2), "three pairs")
    _ = try check(pairs(labels: [0, 0], classes: 1), "two pairs")
    var same = try pairs(labels: [0, 1, 0, 1, 0, 1], classes: 2)
    same = same.selecting(rows: [0, 1, 0, 1, 0, 1])
    _ = try check(same, "copies")
  }

  /// Nothing can be held out of pairs that each are all there is of their class.
  @Test func withoutPairsToHoldOutTheRecipeStays() throws {
    for labels in [[0], Array(0..<9)] {
      let pairs = try pairs(labels: labels, classes: 9)
      #expect(try check(pairs, "no folds") == .small(for: pairs, hasGraph: false, steps: 4))
    }
    let start = TrainingRecipe.small(for: world.pairs)
    let found = try TrainingRecipe.chosen(
      for: world.pairs, groups: [Int](repeating: 1, count: 32), startingAt: start)
    #expect(found == start)
  }

  @Test func whatCannotBeDividedIsNamed() throws {
    let start = TrainingRecipe.small(for: world.pairs)
    #expect {
      try TrainingRecipe.chosen(for: world.pairs, startingAt: start, foldCount: 1)
    } throws: {
      "\($0)" == "folds: expected at least 2, found 1."
    }
    #expect {
      try TrainingRecipe.chosen(for: world.pairs, groups: [1, 2], startingAt: start)
    } throws: {
      "\($0)"
        == "groups of cross-validation: expected shape [32], found [2]. Pass one group for each "
        + "row."
    }
  }
}
