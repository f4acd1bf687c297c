import HUSE
import Testing

/// Data that cannot be searched, and data that hardly can.
@Suite struct TuningInputTests {
  /// Pairs of random features.
  private func pairs(
    labels: [Int], classes: Int, images: Int = 6, texts: Int = 5
  ) throws -> PairedFeatures {
    var generator = SplitMix64(seed: 9)
    return try PairedFeatures(
      images: .random(labels.count, images, using: &generator),
      texts: .random(labels.count, texts, using: &generator), labels: labels,
      classNames: (0..<classes).map { "class \($0)" }, allowsEmptyClasses: true)
  }

  private func run(
    _ pairs: PairedFeatures, graph: SemanticGraph? = nil, groups: [Int]? = nil, folds: Int = 3,
    trials: Int = 4
  ) throws -> RecipeTuning.Outcome {
    let start = TuningWorld.small(
      .automatic(for: DataSummary(pairs, hasGraph: graph != nil)), steps: 4)
    return try RecipeTuning(
      trialCount: trials, foldCount: folds, varying: [.learningRate, .contrastive]
    ).run(
      on: pairs, graph: graph, groups: groups ?? Array(0..<pairs.count), startingAt: start)
  }

  private func message(_ body: () throws -> RecipeTuning.Outcome) -> String? {
    do {
      _ = try body()
      return nil
    } catch { return "\(error)" }
  }

  /// Trains by the recipe of a search and checks that the model answers.
  private func expectUsable(
    _ outcome: RecipeTuning.Outcome, _ pairs: PairedFeatures, graph: SemanticGraph? = nil,
    _ comment: Comment
  ) throws {
    let model = try SharedEmbedding.trained(on: pairs, by: outcome.recipe, graph: graph)
    let found = try model.embed(imageFeatures: pairs.images)
    #expect(found.vectors.values.allSatisfy { $0.isFinite }, comment)
    #expect(try #require(outcome.best.score) <= 1, comment)
  }

  @Test func numbersOutOfRangeAreNamed() throws {
    let pairs = try pairs(labels: [0, 1, 0, 1], classes: 2)
    func text(_ tuning: RecipeTuning) -> String? {
      message { try tuning.run(on: pairs) }
    }
    #expect(
      text(RecipeTuning(trialCount: 0)) == "trialCount: expected a number above 0, found 0.")
    #expect(text(RecipeTuning(foldCount: 1)) == "foldCount: expected at least 2, found 1.")
    #expect(
      text(RecipeTuning(timeLimit: .zero))
        == "timeLimit: expected a duration above 0, found 0.0 seconds.")
    #expect(
      message { try run(pairs, groups: [0, 1]) }
        == "groups of cross-validation: expected shape [4], found [2]. Pass one group for each row."
    )
  }

  @Test func whereNothingCanBeHeldOutIsAnError() throws {
    let nothing =
      "pairs to tune a recipe on: no class has pairs in two folds, so nothing can be measured. "
      + "Pass classes of at least two pairs that are not of one group."
    #expect(message { try run(pairs(labels: [0, 1, 2, 3, 4], classes: 5)) } == nothing)
    // Two pairs of each class that are versions of one thing.
    #expect(
      message { try run(pairs(labels: [0, 0, 1, 1], classes: 2), groups: [0, 0, 1, 1]) } == nothing)
    #expect(
      message { try run(pairs(labels: [0], classes: 1)) }
        == "rows for cross-validation: 1 rows in 1 group cannot be divided into two folds. "
        + "Pass rows of at least two groups; a row without a group is a group by itself.")
  }

  @Test func smallAndOddDataIsSearched() throws {
    for (labels, classes, comment) in [
      ([0, 0], 1, "two pairs"),
      ([0, 0, 1], 2, "a class of one pair, fewer pairs than folds and one"),
      ([0, 0, 0, 0, 0, 0], 1, "one class"),
      ([3, 3, 8, 8], 12, "more classes than pairs, most of them empty"),
      ([0, 1, 2, 0, 3, 4, 0, 5], 6, "classes of one pair beside one of three"),
    ] as [([Int], Int, Comment)] {
      let pairs = try pairs(labels: labels, classes: classes)
      let outcome = try run(pairs, folds: 5)
      try expectUsable(outcome, pairs, comment)
      let graph = try SemanticGraph(
        distances: Matrix(
          rows: classes, columns: classes,
          values: (0..<classes * classes).map { $0 % (classes + 1) == 0 ? 0 : 0.5 }),
        classNames: pairs.classNames)
      try expectUsable(run(pairs, graph: graph, folds: 5), pairs, graph: graph, comment)
    }
  }

  @Test func aSingleClassLeavesTheStart() throws {
    let outcome = try run(pairs(labels: [0, 0, 0, 0, 0, 0], classes: 1))
    #expect(outcome.best.trial == 0 && outcome.best.score == 1)
    #expect(outcome.recipe.classes.componentWeight == 0)
  }

  @Test func constantColumnsAreSearched() throws {
    let random = try pairs(labels: (0..<12).map { $0 % 3 }, classes: 3)
    var (images, texts) = (random.images, random.texts)
    for row in 0..<12 {
      (images[row, 2], texts[row, 0]) = (7, 0)
      for column in 0..<texts.columns { texts[row, column] = 1 }
    }
    let pairs = try PairedFeatures(
      images: images, texts: texts, labels: random.labels, classNames: random.classNames)
    try expectUsable(run(pairs), pairs, "texts that are all the same")
  }
}
