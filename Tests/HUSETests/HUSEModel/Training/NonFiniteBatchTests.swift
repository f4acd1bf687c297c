import Foundation
import HUSE
import Testing

@Suite struct NonFiniteBatchTests {
  /// Pairs of which one row overflows within the image tower.
  private func overflowing(row: Int) throws -> (world: SmallWorld, pairs: PairedFeatures) {
    let world = try SmallWorld()
    var images = world.pairs.images
    for column in 0..<images.columns { images[row, column] = 3e38 }
    return (
      world,
      try PairedFeatures(
        images: images, texts: world.pairs.texts, labels: world.pairs.labels,
        classNames: world.pairs.classNames)
    )
  }

  @Test func theErrorNamesTermStepAndRow() throws {
    let (world, pairs) = try overflowing(row: 5)
    var model = try world.model()
    var trainer = try Trainer(optimizer: Adam(), batchSize: 10, seed: 1)
    var step = 0
    #expect {
      try trainer.train(&model, on: pairs, minimizing: world.loss, epochs: 1) { step = $0.step }
    } throws: { error in
      guard case HUSEError.notFinite(let term, let failed, let rows) = error else { return false }
      return term == "classification" && failed == step + 1 && rows == [5]
    }
    #expect(model.imageTower.layers.allSatisfy { $0.weights.firstNonFinite == nil })
  }

  @Test func theMessageNamesTheRows() {
    func text(_ rows: [Int]) -> String {
      HUSEError.notFinite(term: "gap", step: 3, rows: rows).description
    }
    let remedy = ". Lower the learning rate or check the features for NaN."
    #expect(text([]) == "Loss term 'gap' is not finite at step 3" + remedy)
    #expect(text([7]) == "Loss term 'gap' is not finite at step 3 (row 7)" + remedy)
    #expect(text([7, 9]) == "Loss term 'gap' is not finite at step 3 (rows 7, 9)" + remedy)
    #expect(
      text(Array(1...9))
        == "Loss term 'gap' is not finite at step 3 (rows 1, 2, 3, 4, 5, 6, 7, 8, … 9 in all)"
        + remedy)
  }

  @Test func aSkippedBatchChangesNothingAndIsCounted() throws {
    let (world, pairs) = try overflowing(row: 5)
    var model = try world.model()
    var trainer = try Trainer(
      optimizer: Adam(), batchSize: 10, onNonFiniteBatch: .skip, seed: 1)
    var counts: [Int] = []
    let summary = try trainer.train(&model, on: pairs, minimizing: world.loss, epochs: 3) {
      counts.append($0.skippedBatches)
      if $0.skippedBatches > 0 {
        #expect($0.description.contains(", \($0.skippedBatches) batches skipped"))
      }
    }
    // Once in each epoch.
    #expect(summary.skippedBatches == 3 && summary.steps == 15)
    #expect(counts[4] == 1 && counts[9] == 2 && counts[14] == 3)
    #expect(trainer.step == 12)
    #expect(model.imageTower.layers.allSatisfy { $0.weights.firstNonFinite == nil })
  }

  @Test func theLastGoodCheckpointStays() throws {
    let (world, pairs) = try overflowing(row: 5)
    try withTemporaryFolder { folder in
      var model = try world.model()
      var trainer = try Trainer(optimizer: Adam(), batchSize: 10, seed: 1)
      var last = 0
      #expect(throws: HUSEError.self) {
        try trainer.train(
          &model, on: pairs, minimizing: world.loss, epochs: 1,
          checkpointing: Checkpointing(in: folder, everySteps: 1)
        ) { last = $0.step }
      }
      let checkpoint = try #require(try Checkpoint.latest(in: folder))
      #expect(checkpoint.step == last)
      // The count of skipped batches goes on too.
      var (again, other) = (try world.model(), trainer)
      other = try Trainer(optimizer: Adam(), batchSize: 10, onNonFiniteBatch: .skip, seed: 1)
      let summary = try other.train(
        &again, on: pairs, minimizing: world.loss, epochs: 1, resumingFrom: checkpoint)
      #expect(summary.skippedBatches == 1 && summary.steps == 5)
    }
  }
}
