import Foundation
import HUSE
import Testing

/// Whole trainings on several ranks.
@Suite struct DistributedTrainerTests {
  struct Outcome: Sendable, Equatable {
    var parameters: [Matrix]
    var summary: TrainingSummary
    var progress: [TrainingProgress.Key]

    static func == (left: Self, right: Self) -> Bool {
      left.parameters == right.parameters && left.summary.loss == right.summary.loss
        && left.summary.validations == right.summary.validations
        && left.summary.bestEpoch == right.summary.bestEpoch
        && left.summary.steps == right.summary.steps
    }
  }

  /// What a rank trains with; each may be changed for one rank.
  struct Plan: Sendable {
    var world = try! SmallWorld()
    var batchSize = 44
    var sampling = Sampling.everyPair
    var seed: UInt64 = 7
    var steps = 6
    var validates = true
    var usesFiles = false
    /// The rows after which the part of each next rank begins, of pairs that ranks share.
    var shards: [Int]?
    var metric = Validation.Metric.loss
    var folder: URL?
    var checkpoint: Checkpoint?
  }

  /// Trains on a rank, or in one process for `nil`.
  static func train(_ plan: Plan, over communicator: (any Communicator)?) throws -> Outcome {
    var model = try plan.world.model()
    var trainer = try Trainer(
      optimizer: Adam(learningRate: 5e-3), batchSize: plan.batchSize, sampling: plan.sampling,
      maximumGradientNorm: 1, seed: plan.seed)
    trainer.distribution = try communicator.map { try DistributedTraining(over: $0, blockSize: 16) }
    var progress: [TrainingProgress.Key] = []
    let held = plan.world.pairs.selecting(rows: Array(0..<20))
    let validation = try Validation(
      on: shard(held, at: plan.shards?.map { $0 * 20 / 48 }, communicator), metric: plan.metric)
    let whole: any PairedDataset =
      plan.usesFiles ? otherPairs(plan.world.pairs) : plan.world.pairs
    let pairs = try shard(whole, at: plan.shards, communicator)
    let summary = try trainer.train(
      &model, on: pairs, minimizing: plan.world.loss, steps: plan.steps,
      validation: plan.validates ? validation : nil,
      checkpointing: plan.folder.map {
        try Checkpointing(in: $0, everySteps: 1, keepingLast: 100)
      }, resumingFrom: plan.checkpoint
    ) { progress.append(TrainingProgress.Key(step: $0.step, loss: $0.loss)) }
    return Outcome(parameters: model.parameters, summary: summary, progress: progress)
  }

  /// Pairs of which each rank holds a part, or all of them.
  static func shard(
    _ pairs: any PairedDataset, at starts: [Int]?, _ communicator: (any Communicator)?
  ) throws -> any PairedDataset {
    guard let starts, let communicator else { return pairs }
    let ends = [0] + starts + [pairs.count]
    let own = Array(ends[communicator.rank]..<ends[communicator.rank + 1])
    return try ShardedPairs(
      own.isEmpty ? nil : SelectedPairs(pairs, rows: own), over: communicator)
  }

  static func train(ranks: Int, _ plan: Plan) throws -> [Outcome] {
    try InProcessCommunicator.run(ranks: ranks) { try train(plan, over: $0) }
  }

  @Test(arguments: [Sampling.everyPair, .classBalanced], [false, true])
  func theNumberOfRanksChangesNoBit(sampling: Sampling, usesFiles: Bool) throws {
    var plan = Plan()
    (plan.sampling, plan.usesFiles) = (sampling, usesFiles)
    let whole = try Self.train(plan, over: nil)
    let one = try Self.train(ranks: 1, plan)[0]
    for (found, expected) in zip(one.parameters, whole.parameters) {
      #expect(largestDifference(found.values, expected.values) < 1e-3)
    }
    #expect(abs(one.summary.loss!.total - whole.summary.loss!.total) < 1e-4)
    // Of the batches of 44 and of 4, ranks get a block, a part of one, or nothing.
    for ranks in [2, 3, 4] {
      let outcomes = try Self.train(ranks: ranks, plan)
      for outcome in outcomes { #expect(outcome == one, "\(ranks) ranks") }
      // Rank 0 alone reports progress.
      #expect(outcomes[0].progress == one.progress)
      #expect(outcomes.dropFirst().allSatisfy { $0.progress.isEmpty })
    }
  }

  @Test func theExchangeIsReported() throws {
    let outcomes = try Self.train(ranks: 2, Plan())
    let communication = try #require(outcomes[0].summary.communication)
    #expect(communication.ranks == 2)
    #expect(communication.receivedBytes > 6 * 44 * 6 * 4)
    #expect(communication.seconds > 0 && communication.seconds <= communication.trainingSeconds)
    #expect(try Self.train(Plan(), over: nil).summary.communication == nil)
  }

  @Test func resumesOnAnotherNumberOfRanks() throws {
    let owner = try TemporaryFolder()
    let whole = try Self.train(ranks: 1, Plan())[0]
    var plan = Plan()
    plan.folder = owner.url.appendingPathComponent("checkpoints")
    #expect(try Self.train(ranks: 3, plan)[0] == whole)
    for step in [0, 1, 3, 5] {
      let file = Checkpoint.files(in: plan.folder!)[step]
      let checkpoint = try Checkpoint(contentsOf: file)
      #expect(checkpoint.step == step)
      for ranks in [1, 2, 4] {
        let outcomes = try InProcessCommunicator.run(ranks: ranks) { communicator in
          var plan = Plan()
          // The others have no such file.
          plan.checkpoint = communicator.rank == 0 ? checkpoint : nil
          return try Self.train(plan, over: communicator)
        }
        for outcome in outcomes { #expect(outcome == whole, "step \(step), \(ranks) ranks") }
      }
    }
  }

  /// Its bits would be others.
  @Test func doesNotResumeWithoutADistribution() throws {
    let owner = try TemporaryFolder()
    var plan = Plan()
    plan.folder = owner.url.appendingPathComponent("checkpoints")
    _ = try Self.train(ranks: 2, plan)
    let file = Checkpoint.files(in: plan.folder!)[3]
    plan.folder = nil
    plan.checkpoint = try Checkpoint(contentsOf: file)
    #expect(
      throws: HUSEError.checkpointMismatch(
        source: file.path,
        differences: ["block size 16 in the checkpoint, no distribution here"])
    ) {
      try Self.train(plan, over: nil)
    }
  }

  @Test func oneRankThatIsCancelledEndsAll() throws {
    let ends = try InProcessCommunicator.run(ranks: 3) {
      try RankAgreement(communicator: $0).proceed(isCancelled: $0.rank == 1)
    }
    #expect(ends == [true, true, true])
  }

  /// What changes on rank 1, and what the message says about it.
  struct Difference: Sendable, CustomStringConvertible {
    let description: String
    let change: @Sendable (inout Plan) -> Void
  }

  static let differences = [
    Difference(description: "batch size 16, on rank 0 44") { $0.batchSize = 16 },
    Difference(description: "seed 8, on rank 0 7") { $0.seed = 8 },
    Difference(description: "sampling classBalanced, on rank 0 everyPair") {
      $0.sampling = .classBalanced
    },
    Difference(description: "steps 3, on rank 0 6") { $0.steps = 3 },
    Difference(description: "training features ") { $0.world = try! SmallWorld(noise: 0.5) },
    Difference(description: "number of training pairs 52, on rank 0 48") {
      $0.world = try! SmallWorld(itemsPerClass: 13)
    },
    Difference(description: "validation none, on rank 0 loss, ") { $0.validates = false },
  ]

  @Test(arguments: differences)
  func differencesAreFoundBeforeTheFirstStep(_ difference: Difference) throws {
    let texts = try InProcessCommunicator.run(ranks: 3) { communicator in
      var plan = Plan()
      if communicator.rank == 1 { difference.change(&plan) }
      do {
        _ = try Self.train(plan, over: communicator)
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(texts[0].hasPrefix("Rank 1 differs from rank 0: "))
    #expect(texts[0].contains(difference.description), "\(texts[0])")
    #expect(texts == [texts[0], texts[0], texts[0]])
  }

  /// Pairs that are not in memory, of which one may be unreadable in a batch.
  private static func otherPairs(_ pairs: PairedFeatures, unreadable: Int? = nil) -> OtherPairs {
    OtherPairs(pairs) { (rows) throws(HUSEError) in
      precondition(!rows.isEmpty, "a source is asked for rows only")
      // The sample of the features that ranks compare is larger than the share of a batch.
      if let unreadable, rows.contains(unreadable), rows.count < 40 {
        throw OtherPairs.error(ofRow: unreadable)
      }
    }
  }

  @Test func aRankThatFailsEndsAllOfThem() throws {
    let texts = try InProcessCommunicator.run(ranks: 3) { communicator in
      let world = try SmallWorld()
      var model = try world.model()
      var trainer = try Trainer(optimizer: Adam(), batchSize: 44, seed: 7)
      trainer.distribution = try DistributedTraining(over: communicator, blockSize: 16)
      // The first batch has the row in its share of some rank.
      do {
        try trainer.train(
          &model, on: Self.otherPairs(world.pairs, unreadable: 5), minimizing: world.loss,
          epochs: 3)
        return "no error"
      } catch { return "\(error)" }
    }
    let own = "row 5: no such file or folder. Plug it in."
    let rank = try #require(texts.firstIndex(of: own))
    let expected =
      "Rank \(rank) failed: row 5: no such file or folder. Resume from the last checkpoint."
    #expect(texts.enumerated().allSatisfy { $0.offset == rank || $0.element == expected })
  }

  @Test func whatProgressThrowsEndsAllRanks() throws {
    struct Enough: Error, CustomStringConvertible { let description = "it is enough" }
    let texts = try InProcessCommunicator.run(ranks: 2) { communicator in
      let world = try SmallWorld()
      var model = try world.model()
      var trainer = try Trainer(optimizer: Adam(), batchSize: 16, seed: 7)
      trainer.distribution = try DistributedTraining(over: communicator, blockSize: 16)
      do {
        try trainer.train(&model, on: world.pairs, minimizing: world.loss, epochs: 3) {
          if $0.step == 4 { throw Enough() }
        }
        return "no error"
      } catch { return "\(error), step \(trainer.step)" }
    }
    #expect(
      texts == [
        "it is enough, step 4",
        "Rank 0 failed: it is enough. Resume from the last checkpoint., step 4",
      ])
  }

  @Test func aModelOfAnotherShapeIsFoundFirst() throws {
    let texts = try InProcessCommunicator.run(ranks: 2) { communicator in
      let (world, other) = (try SmallWorld(), try SmallWorld(classes: 3))
      var model = try world.model()
      var trainer = try Trainer(optimizer: Adam(), batchSize: 16, seed: 7)
      trainer.distribution = try DistributedTraining(over: communicator)
      do {
        let pairs = communicator.rank == 1 ? other.pairs : world.pairs
        try trainer.train(&model, on: pairs, minimizing: world.loss, epochs: 1)
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(texts[0].hasPrefix("Rank 1 failed: training pairs: have other classes"))
    #expect(texts[1].hasPrefix("training pairs: have other classes"))
  }

  @Test func rowsThatAreNotFiniteAreNamedOnEveryRank() throws {
    let world = try SmallWorld()
    var images = world.pairs.images
    images[11, 2] = .infinity
    let broken = PairedFeatures(
      batch: images, world.pairs.texts, labels: world.pairs.labels,
      classNames: world.pairs.classNames)
    let errors = try InProcessCommunicator.run(ranks: 3) { communicator -> HUSEError? in
      var model = try world.model(dropout: 0)
      var trainer = try Trainer(optimizer: Adam(), batchSize: 48, seed: 7)
      trainer.distribution = try DistributedTraining(over: communicator, blockSize: 16)
      do {
        try trainer.train(&model, on: broken, minimizing: world.loss, epochs: 1)
        return nil
      } catch let error as HUSEError { return error }
    }
    for error in errors {
      guard case .notFinite(_, 1, [11]) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }
}

extension TrainingProgress {
  /// What does not depend on time.
  struct Key: Sendable, Equatable {
    let step: Int
    let loss: LossValue
  }
}
