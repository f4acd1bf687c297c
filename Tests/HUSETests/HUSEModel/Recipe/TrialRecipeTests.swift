import HUSE
import Testing

/// Which recipe a trial has.
@Suite struct TrialRecipeTests {
  private let summary: DataSummary

  init() throws {
    var summary = DataSummary(try SmallWorld().pairs, hasGraph: true)
    (summary.pairCount, summary.classCount) = (1000, 7)
    (summary.imageDimension, summary.textDimension) = (512, 64)
    self.summary = summary
  }

  private var start: TrainingRecipe { .automatic(for: summary, seed: 11) }

  private func trials(
    _ count: Int, varying: Set<RecipeTuning.Parameter> = Set(RecipeTuning.Parameter.allCases),
    around start: TrainingRecipe? = nil, for summary: DataSummary? = nil
  ) -> [TrainingRecipe] {
    let tuning = RecipeTuning(trialCount: count, varying: varying)
    return (0..<count).map {
      tuning.recipe(
        ofTrial: $0, around: start ?? self.start, for: summary ?? self.summary)
    }
  }

  @Test func theFirstTrialIsTheStart() {
    #expect(trials(1) == [start])
  }

  @Test func aTrialDependsOnItsNumberAndTheSeed() {
    let few = trials(4)
    #expect(Array(trials(40).prefix(4)) == few)
    #expect(Set(trials(40)).count == 40)
    var other = start
    other.seed = 12
    #expect(trials(4, around: other)[2].losses != few[2].losses)
  }

  @Test func drawsLieInTheirRangesAndReachBothEnds() {
    let drawn = trials(400)
    func expect(
      _ value: KeyPath<TrainingRecipe, Float>, _ range: ClosedRange<Float>, middle: Float,
      _ comment: Comment
    ) {
      let found = drawn.map { $0[keyPath: value] }.filter { $0 != start[keyPath: value] }
      // About half of the trials keep the value of the start.
      #expect(found.count > 150 && found.count < 250, comment)
      #expect(found.allSatisfy(range.contains), comment)
      let below = found.count { $0 < middle }
      #expect(below * 3 > found.count && below * 3 < found.count * 2, comment)
      #expect((found.min() ?? 1e9) < range.lowerBound * 1.3, comment)
      #expect((found.max() ?? 0) > range.upperBound / 1.3, comment)
    }
    // The geometric mean of the ends where the logarithm is uniform.
    expect(\.optimization.learningRate, 3e-4...3e-3, middle: 9.5e-4, "learning rate")
    expect(\.optimization.weightDecay, 1e-3...0.3, middle: 0.0173, "weight decay")
    expect(\.losses.contrastive, 0.03...3, middle: 0.3, "contrastive")
    expect(\.losses.graph, 2...100, middle: 14.1, "graph")
    expect(\.losses.logitScale, 4...24, middle: 9.8, "logit scale")
    expect(\.towers.dropout, 0.1...0.7, middle: 0.4, "dropout")
    expect(\.towers.imageInputDropout, 0.1...0.7, middle: 0.4, "dropout of features")
    // 64 features: a quarter of the share.
    expect(\.towers.textInputDropout, 0.025...0.175, middle: 0.1, "dropout of few features")
    #expect(Set(drawn.map(\.losses.gap)) == [0, 0.2, 0.5])
    #expect(Set(drawn.map(\.towers.dimension)) == [128, 256, 512])
    #expect(Set(drawn.map(\.towers.imageHiddenDimensions)) == [[], [256], [512], [1024]])
    #expect(Set(drawn.map(\.towers.textHiddenDimensions)) == [[], [256], [512], [1024]])
  }

  /// 1,000 pairs in batches of 64, 128 or 256 are 16, 8 or 4 steps.
  @Test func theBatchKeepsThePassesOverThePairs() {
    let steps = start.optimization.steps
    #expect(steps == 600)
    var found: Set<[Int]> = []
    for trial in trials(400) {
      let optimization = trial.optimization
      found.insert([optimization.batchSize, optimization.steps])
    }
    #expect(
      found == [
        [64, 600], [64, 1200], [64, 2400], [128, 300], [128, 600], [128, 1200], [256, 150],
        [256, 300], [256, 600],
      ])
    let given = trials(400, varying: [.batchSize]).map(\.optimization)
    #expect(
      Set(given.map { [$0.batchSize, $0.steps] }) == [[64, 1200], [128, 600], [256, 300]])
  }

  @Test func whatIsNotSearchedStaysAndChangesNothingElse() {
    let all = trials(50)
    let some = trials(50, varying: [.dropout, .gap])
    for (trial, other) in zip(all, some) {
      var expected = start
      expected.towers.dropout = trial.towers.dropout
      expected.losses.gap = trial.losses.gap
      #expect(other == expected)
    }
    #expect(trials(3, varying: []) == [start, start, start])
  }

  @Test func withoutAGraphItsLossHasNoWeight() {
    var summary = summary
    summary.hasGraph = false
    let start = TrainingRecipe.automatic(for: summary)
    #expect(start.losses.graph == 0)
    #expect(trials(50, around: start, for: summary).allSatisfy { $0.losses.graph == 0 })
  }

  @Test func numbersAtTheirEndsDoNotOverflow() {
    var start = start
    start.optimization.steps = .max
    start.optimization.batchSize = 1
    for trial in trials(60, around: start) {
      #expect([1, 2].contains(trial.optimization.batchSize))
      #expect(trial.optimization.steps > 1 << 40)
    }
    start.optimization.steps = 1
    #expect(trials(60, around: start).allSatisfy { $0.optimization.steps >= 1 })
  }
}
