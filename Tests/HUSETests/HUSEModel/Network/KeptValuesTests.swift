import HUSE
import Testing

/// What training hands to losses and optimizers of one's own are values: kept, they do not change.
@Suite struct KeptValuesTests {
  /// Two steps at which something was seen, as it was then and as it was kept.
  private final class Record: @unchecked Sendable {
    // Written by one thread: training calls losses and optimizers one after the other.
    var kept: [Matrix] = []
    var copies: [[Float]] = []

    func keep(_ matrix: Matrix) {
      kept.append(matrix)
      copies.append(matrix.values)
    }
  }

  private struct Keeping: Loss {
    let record: Record

    func accumulate(
      _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
    ) -> LossValue {
      record.keep(batch.embeddings)
      record.keep(batch.logits)
      return LossValue(terms: [])
    }
  }

  private struct KeepingOptimizer: Optimizer {
    let record: Record
    var learningRate: Float { 0.1 }

    func update(
      _ parameter: inout Matrix, moments: inout Moments, along gradient: Matrix, at step: UpdateStep
    ) {
      if parameter.rows > 1 { record.keep(gradient) }
      SGD(learningRate: 0.1).update(&parameter, moments: &moments, along: gradient, at: step)
    }
  }

  @Test func valuesThatAreKeptStayAsTheyWere() throws {
    let world = try SmallWorld()
    var model = try world.model()
    let (outputs, gradients) = (Record(), Record())
    var trainer = try Trainer(
      optimizer: KeepingOptimizer(record: gradients), batchSize: 16, seed: 1)
    try trainer.train(
      &model, on: world.pairs, minimizing: world.loss + Keeping(record: outputs), steps: 3)
    for record in [outputs, gradients] {
      #expect(record.kept.map(\.values) == record.copies)
      #expect(Set(record.copies).count > record.copies.count / 2)
    }
  }
}
