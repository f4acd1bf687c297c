import HUSE
import Testing

/// Ten steps of training of the whole model against `Tests/Reference/make_model_fixtures.py`.
@Suite struct TrainingReferenceTests {
  private static let tolerance = 1e-5

  @Test func paperTrainingEqualsTheReference() throws {
    let expected = try TrainingReference.named("as in the paper")
    try check(
      Trainer(optimizer: RMSProp(learningRate: 0.005, momentum: 0.9), batchSize: 12, seed: 1),
      expected.model(logitScale: .fixed(1)),
      0.6 * ClassificationLoss() + 0.2 * GraphLoss(expected.graph(), margin: 0.8)
        + 0.2 * GapLoss(), expected)
  }

  @Test func clippedTrainingEqualsTheReference() throws {
    let expected = try TrainingReference.named("a fixed scale, clipped")
    #expect(expected.steps.contains { $0.gradientNorm < 2 })
    try check(
      Trainer(
        optimizer: SGD(learningRate: 0.1, momentum: 0.9),
        schedule: .stepwise(interval: 4, factor: 0.5), batchSize: 12, maximumGradientNorm: 2,
        seed: 2),
      expected.model(logitScale: .fixed(16)),
      0.6 * ClassificationLoss() + 0.2 * GraphLoss(expected.graph(), margin: 0.8)
        + 0.2 * GapLoss(), expected)
  }

  @Test func trainingWithAllSettingsEqualsTheReference() throws {
    let expected = try TrainingReference.named("all settings")
    try check(
      Trainer(
        optimizer: Adam.adamW(learningRate: 0.02, weightDecay: 0.1),
        schedule: .cosine(warmUp: 3, total: 10, finalShare: 0.1), batchSize: 12,
        maximumGradientNorm: 0.9,
        penalty: L2Penalty(imageTower: [2: 0.01], textTower: [1: 0.02], classifier: 0.03), seed: 3),
      expected.model(logitScale: .learned(4), rectifiesOutput: true, standardizes: true),
      0.5 * ClassificationLoss() + 0.3 * GraphLoss(expected.graph(), margin: 0.4)
        + 0.1 * GapLoss()
        + 0.1 * ProjectionLoss(classEmbeddings: Matrix(rows: expected.classEmbeddings)), expected)
  }

  private func check(
    _ trainer: Trainer, _ start: SharedEmbedding, _ loss: some Loss, _ expected: TrainingReference
  ) throws {
    var (trainer, model) = (trainer, start)
    var steps: [TrainingProgress] = []
    try trainer.train(
      &model, on: expected.pairs(), minimizing: loss, steps: expected.steps.count
    ) { steps.append($0) }

    for (step, wanted) in zip(steps, expected.steps) {
      #expect(step.loss.terms.map(\.name) == wanted.terms.map(\.name))
      for (term, other) in zip(step.loss.terms, wanted.terms) {
        #expect(relativeError(term.value, other.value) <= Self.tolerance, "step \(step.step)")
        #expect(abs(term.weight - other.weight) < 1e-6)
      }
      #expect(relativeError(Double(step.learningRate), wanted.learningRate) <= Self.tolerance)
      #expect(relativeError(step.gradientNorm, wanted.gradientNorm) <= Self.tolerance)
    }
    let (before, after) = (start.parameters, model.parameters)
    try #require(after.count == expected.end.count)
    for (index, wanted) in expected.end.enumerated() {
      #expect(relativeError(after[index], wanted) <= Self.tolerance, "parameter \(index)")
      // An optimizer that does nothing would pass where a parameter hardly moves.
      let moved = change(after[index].doubles, before[index].doubles)
      #expect(
        relativeError(moved, change(wanted, expected.start[index])) <= Self.tolerance,
        "change of parameter \(index)")
    }
  }
}
