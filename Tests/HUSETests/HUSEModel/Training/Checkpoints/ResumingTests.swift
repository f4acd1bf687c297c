import Foundation
import HUSE
import Testing

@Suite struct ResumingTests {
  private let folder: URL
  private let owner: TemporaryFolder

  init() throws {
    owner = try TemporaryFolder()
    folder = owner.url.appendingPathComponent("checkpoints")
  }

  /// From every step of a training, with every optimizer.
  @Test(
    arguments: [
      Adam(learningRate: 5e-3), RMSProp(learningRate: 1e-3, momentum: 0.9),
      SGD(learningRate: 0.1, momentum: 0.9),
    ] as [any Optimizer])
  func endsWithTheBitsOfAnUninterruptedTraining(_ optimizer: any Optimizer) throws {
    var rehearsal = try Rehearsal()
    rehearsal.optimizer = optimizer
    let whole = try rehearsal.run()
    #expect(whole.summary.validations.count == 2)
    let checkpointed = try rehearsal.run(
      Checkpointing(in: folder, everySteps: 1, keepingLast: 100))
    #expect(checkpointed == whole)
    let files = Checkpoint.files(in: folder)
    #expect(files.count == 21)
    for (step, file) in files.enumerated() {
      let checkpoint = try Checkpoint(contentsOf: file)
      #expect(checkpoint.step == step)
      let resumed = try rehearsal.run(from: checkpoint)
      #expect(resumed.parameters == whole.parameters, "from step \(step)")
      #expect(resumed.summary.validations == whole.summary.validations)
      #expect(resumed.summary.bestEpoch == whole.summary.bestEpoch)
      #expect(resumed.summary.steps == 20 && resumed.summary.epochs == 4)
      #expect(resumed.summary.loss == (step == 20 ? nil : whole.summary.loss))
    }
  }

  /// The call of a program that is started again and again until it is done.
  @Test func aTrainingThatIsInterruptedOverAndOver() throws {
    let rehearsal = try Rehearsal()
    let whole = try rehearsal.run()
    for step in [1, 4, 5, 6, 13, 19] {
      #expect(throws: Rehearsal.Interruption.self) {
        try rehearsal.run(
          Checkpointing(in: folder), from: Checkpoint.latest(in: folder), interruptedAfter: step)
      }
      #expect(try Checkpoint.latest(in: folder)?.step == step)
    }
    let last = try rehearsal.run(Checkpointing(in: folder), from: Checkpoint.latest(in: folder))
    #expect(last == whole)
    #expect(Checkpoint.files(in: folder).count == 3)
  }

  @Test func patienceIsRemembered() throws {
    let world = try SmallWorld()
    func run(_ checkpoint: Checkpoint?, writing: Bool) throws -> TrainingSummary {
      var model = try world.model()
      // Steps this long make the loss worse again soon.
      var trainer = try Trainer(optimizer: SGD(learningRate: 3), batchSize: 48, seed: 1)
      return try trainer.train(
        &model, on: world.pairs, minimizing: world.loss, epochs: 200,
        validation: Validation(on: world.pairs, metric: .loss, patience: 3),
        checkpointing: writing
          ? Checkpointing(in: folder, everySteps: 1, keepingLast: 1000) : nil,
        resumingFrom: checkpoint)
    }
    let whole = try run(nil, writing: true)
    #expect(whole.stoppedEarly)
    for file in Checkpoint.files(in: folder) {
      let resumed = try run(Checkpoint(contentsOf: file), writing: false)
      #expect(resumed.steps == whole.steps && resumed.bestEpoch == whole.bestEpoch)
    }
  }

  @Test func theModelKeepsItsEncoders() throws {
    let rehearsal = try Rehearsal()
    _ = try rehearsal.run(Checkpointing(in: folder))
    let plain = try rehearsal.world.model()
    var model = try SharedEmbedding(
      imageTower: plain.imageTower, textTower: plain.textTower, classNames: plain.classNames,
      graph: plain.graph, textEncoder: SharedEmbeddingTests.LetterEncoder())
    var trainer = try rehearsal.trainer
    try trainer.train(
      &model, on: rehearsal.world.pairs, minimizing: rehearsal.world.loss, epochs: 4,
      validation: Validation(on: rehearsal.world.pairs, metric: .loss, every: 2),
      resumingFrom: Checkpoint.latest(in: folder))
    #expect(model.textEncoder != nil)
    #expect(try model.embed(text: "tea").count == 6)
  }

  @Test func cancellationLeavesACheckpoint() async throws {
    let folder = folder
    let task = Task {
      let world = try SmallWorld()
      var model = try world.model()
      var trainer = try Trainer(optimizer: Adam(), batchSize: 16, seed: 1)
      try trainer.train(
        &model, on: world.pairs, minimizing: world.loss, epochs: 5,
        checkpointing: Checkpointing(in: folder)
      ) { if $0.step == 7 { withUnsafeCurrentTask { $0?.cancel() } } }
    }
    await #expect(throws: HUSEError.cancelled(step: 7)) { try await task.value }
    #expect(try Checkpoint.latest(in: folder)?.step == 7)
  }

  @Test func aCheckpointOfAnotherTrainingIsRefused() throws {
    let rehearsal = try Rehearsal()
    _ = try rehearsal.run(Checkpointing(in: folder))
    let checkpoint = try #require(try Checkpoint.latest(in: folder))
    let file = try #require(Checkpoint.files(in: folder).last?.path)
    let world = try SmallWorld(itemsPerClass: 11)
    func differences(
      _ trainer: Trainer, on pairs: PairedFeatures? = nil, hidden: Int = 16
    ) -> String {
      var trainer = trainer
      do {
        var model = try SharedEmbedding(
          imageTower: Tower(
            inputDimension: 10, hiddenDimensions: [hidden], outputDimension: 6,
            inputScaling: FeatureScaling(standardizing: rehearsal.world.pairs.images), seed: 1),
          textTower: rehearsal.world.model().textTower,
          classNames: rehearsal.world.pairs.classNames)
        try trainer.train(
          &model, on: pairs ?? rehearsal.world.pairs, minimizing: rehearsal.world.loss, epochs: 4,
          validation: Validation(on: rehearsal.world.pairs, metric: .loss, every: 2),
          resumingFrom: checkpoint)
        return "none"
      } catch HUSEError.checkpointMismatch(let source, let differences) {
        #expect(source == file)
        return differences.joined(separator: "; ")
      } catch {
        return "\(error)"
      }
    }
    let adam = Adam(learningRate: 5e-3)
    #expect(try differences(rehearsal.trainer) == "none")
    // What only steers the steps to come may be changed.
    #expect(try differences(Trainer(optimizer: Adam(), batchSize: 10, seed: 7)) == "none")
    #expect(
      try differences(Trainer(optimizer: SGD(learningRate: 1), batchSize: 12, seed: 8))
        == "optimizer Adam in the checkpoint, SGD here; batch size 10 in the checkpoint, 12 here; "
        + "seed 7 in the checkpoint, 8 here")
    #expect(
      try differences(Trainer(optimizer: adam, batchSize: 10, seed: 7), on: world.pairs)
        == "number of pairs 48 in the checkpoint, 44 here")
    let order = (0..<48).map { ($0 + 1) % 48 }
    #expect(
      try differences(rehearsal.trainer, on: rehearsal.world.pairs.selecting(rows: order))
        == "the labels of the pairs are others")
    #expect(
      try differences(rehearsal.trainer, hidden: 17)
        == "image tower of widths [10, 16, 6] in the checkpoint, [10, 17, 6] here")
    #expect(
      "\(HUSEError.checkpointMismatch(source: "x", differences: ["a", "b"]))"
        == "x: is of another training: a; b. "
        + "Resume with the settings and data that it was written with, or train without it.")
  }
}
