import Foundation
import HUSE
import Testing

/// Trainings of ranks that hold parts of the data, and their measurements.
@Suite struct DistributedShardsTests {
  /// Of parts that are even, uneven and empty.
  @Test(arguments: [[24], [5, 40], [0, 48], [10, 11, 30]])
  func whoHoldsWhichRowsChangesNoBit(starts: [Int]) throws {
    for metric in Validation.Metric.allCases {
      var plan = DistributedTrainerTests.Plan()
      (plan.sampling, plan.metric) = (.classBalanced, metric)
      let one = try DistributedTrainerTests.train(ranks: 1, plan)[0]
      #expect(one.summary.validations.count == 3)
      (plan.shards, plan.usesFiles) = (starts, metric == .recall)
      for outcome in try DistributedTrainerTests.train(ranks: starts.count + 1, plan) {
        #expect(outcome == one)
      }
      plan.shards = nil
      for outcome in try DistributedTrainerTests.train(ranks: 3, plan) { #expect(outcome == one) }
    }
  }

  /// The measurements are those of one process, but for rounding.
  @Test(arguments: Validation.Metric.allCases)
  func ranksMeasureTheValidationTogether(metric: Validation.Metric) throws {
    var plan = DistributedTrainerTests.Plan()
    plan.metric = metric
    let whole = try DistributedTrainerTests.train(plan, over: nil).summary.validations
    let shared = try DistributedTrainerTests.train(ranks: 2, plan)[1].summary.validations
    #expect(shared.count == whole.count)
    for (found, expected) in zip(shared, whole) { #expect(abs(found - expected) < 1e-3) }
  }

  /// A part that cannot be read in a batch, or in the validation, ends all ranks.
  @Test(arguments: [false, true], [false, true])
  func aPartThatCannotBeReadEndsAllRanks(isSharded: Bool, inValidation: Bool) throws {
    let texts = try InProcessCommunicator.run(ranks: 3) { communicator -> String in
      let world = try SmallWorld()
      var model = try world.model()
      var trainer = try Trainer(optimizer: Adam(), batchSize: 16, seed: 7)
      trainer.distribution = try DistributedTraining(over: communicator, blockSize: 16)
      let broken = OtherPairs(world.pairs, vanishing: 5)
      func part(_ pairs: any PairedDataset) throws -> any PairedDataset {
        guard isSharded else { return pairs }
        let rows = (0..<pairs.count).filter { $0 % 3 == communicator.rank }
        return try ShardedPairs(SelectedPairs(pairs, rows: rows), over: communicator)
      }
      do {
        try trainer.train(
          &model, on: part(inValidation ? world.pairs : broken), minimizing: world.loss, epochs: 2,
          validation: Validation(on: part(inValidation ? broken : world.pairs), metric: .recall))
        return "no error"
      } catch { return "\(error)" }
    }
    for text in texts {
      #expect(text.contains("row 5: no such file or folder"), "\(texts)")
    }
  }

  @Test func resumesWithOtherParts() throws {
    let owner = try TemporaryFolder()
    var plan = DistributedTrainerTests.Plan()
    let whole = try DistributedTrainerTests.train(ranks: 1, plan)[0]
    plan.shards = [24]
    plan.folder = owner.url.appendingPathComponent("checkpoints")
    #expect(try DistributedTrainerTests.train(ranks: 2, plan)[0] == whole)
    let checkpoint = try Checkpoint(contentsOf: Checkpoint.files(in: plan.folder!)[3])
    (plan.folder, plan.checkpoint, plan.shards) = (nil, checkpoint, [3, 20])
    for outcome in try DistributedTrainerTests.train(ranks: 3, plan) { #expect(outcome == whole) }
  }
}
