import HUSE
import Testing

@Suite struct TrainerTests {
  @Test func learnsToFindTextsByImagesAndImagesByTexts() throws {
    let world = try SmallWorld(noise: 0.3)
    var model = try world.model()
    func report() throws -> RetrievalReport {
      try RetrievalReport(
        images: model.embed(imageFeatures: world.pairs.images),
        texts: model.embed(textFeatures: world.pairs.texts), labels: world.pairs.labels)
    }
    let before = try report()
    var trainer = try Trainer(optimizer: Adam(learningRate: 5e-3), batchSize: 16, seed: 7)
    try trainer.train(&model, on: world.pairs, minimizing: world.loss, epochs: 40)
    let after = try report()
    #expect(after[.textToImage].recall[0] > 0.9)
    #expect(after[.imageToText].recall[0] > 0.9)
    #expect(before[.textToImage].recall[0] < 0.6)
  }

  @Test func sameSeedGivesTheSameBits() throws {
    func train(seed: UInt64) throws -> SharedEmbedding {
      let world = try SmallWorld()
      var model = try world.model()
      var trainer = try Trainer(
        optimizer: RMSProp(learningRate: 1e-3), batchSize: 10, maximumGradientNorm: 1, seed: seed)
      try trainer.train(&model, on: world.pairs, minimizing: world.loss, epochs: 3)
      return model
    }
    let (first, second, other) = (try train(seed: 5), try train(seed: 5), try train(seed: 6))
    #expect(first.imageTower == second.imageTower)
    #expect(first.textTower == second.textTower)
    #expect(first.classifier == second.classifier)
    #expect(first.imageTower != other.imageTower)
  }

  @Test func aSecondCallGoesOnWhereTheFirstEnded() throws {
    let world = try SmallWorld()
    let steps = 2 * 5
    var (whole, halves) = (try world.model(), try world.model())
    var trainer = try Trainer(optimizer: Adam(), batchSize: 10, seed: 5)
    try trainer.train(&whole, on: world.pairs, minimizing: world.loss, steps: steps)
    var another = try Trainer(optimizer: Adam(), batchSize: 10, seed: 5)
    try another.train(&halves, on: world.pairs, minimizing: world.loss, steps: 5)
    try another.train(&halves, on: world.pairs, minimizing: world.loss, steps: 5)
    #expect(another.step == steps)
    #expect(whole.imageTower == halves.imageTower)
  }

  @Test func progressTellsEveryTermOfEveryStep() throws {
    let world = try SmallWorld()
    var model = try world.model()
    var trainer = try Trainer(
      optimizer: SGD(learningRate: 0.1),
      schedule: .cosine(warmUp: 2, total: 10), batchSize: 16,
      penalty: .allLayers(0.001, of: model), seed: 1)
    var reports: [TrainingProgress] = []
    let summary = try trainer.train(
      &model, on: world.pairs, minimizing: world.loss, epochs: 2
    ) { reports.append($0) }
    #expect(summary.steps == 6)
    #expect(reports.map(\.step) == [1, 2, 3, 4, 5, 6])
    #expect(reports.map(\.epoch) == [1, 1, 1, 2, 2, 2])
    #expect(reports.map(\.endsEpoch) == [false, false, true, false, false, true])
    #expect(reports.allSatisfy { $0.stepCount == 6 && $0.rowsPerSecond > 0 })
    #expect(reports[0].loss.terms.map(\.name) == ["classification", "graph", "gap", "l2"])
    #expect(reports[0].learningRate == 0.05)
    #expect(reports[5].secondsLeft == 0)
    #expect(summary.loss == reports[5].loss)
  }

  @Test func validationKeepsTheBestWeightsAndStopsEarly() throws {
    let world = try SmallWorld()
    var model = try world.model()
    // Steps this long make the loss worse again soon.
    var trainer = try Trainer(optimizer: SGD(learningRate: 3), batchSize: 48, seed: 1)
    var best: (value: Double, epoch: Int) = (.infinity, 0)
    let validation = try Validation(on: world.pairs, metric: .loss, patience: 3)
    let summary = try trainer.train(
      &model, on: world.pairs, minimizing: world.loss, epochs: 200, validation: validation
    ) { progress in
      if let value = progress.validation, value < best.value { best = (value, progress.epoch) }
    }
    #expect(summary.stoppedEarly)
    #expect(summary.bestEpoch == best.epoch)
    #expect(summary.epochs == best.epoch + 3)
    #expect(try model.loss(world.loss, on: world.pairs).total == best.value)
  }

  @Test func whatProgressThrowsEndsTraining() throws {
    struct Enough: Error {}
    let world = try SmallWorld()
    var model = try world.model()
    var trainer = try Trainer(optimizer: Adam(), batchSize: 16, seed: 1)
    #expect(throws: Enough.self) {
      try trainer.train(&model, on: world.pairs, minimizing: world.loss, epochs: 5) {
        if $0.step == 4 { throw Enough() }
      }
    }
    #expect(trainer.step == 4)
  }

  @Test func cancellationEndsTrainingBetweenSteps() async throws {
    let world = try SmallWorld()
    let task = Task {
      var model = try world.model()
      var trainer = try Trainer(optimizer: Adam(), batchSize: 16, seed: 1)
      try trainer.train(&model, on: world.pairs, minimizing: world.loss, epochs: 5) {
        if $0.step == 2 { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }
    await #expect(throws: HUSEError.cancelled(step: 2)) { try await task.value }
  }

  @Test func aLossThatIsNotFiniteStopsBeforeAnyWeightChanges() throws {
    struct Broken: Loss {
      func accumulate(
        _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
      ) -> LossValue { LossValue(terms: [LossTerm(name: "broken", value: .nan)]) }
    }
    let world = try SmallWorld()
    var model = try world.model()
    let before = model.imageTower
    var trainer = try Trainer(optimizer: Adam(), batchSize: 16, seed: 1)
    // No row is to blame by itself, so all are named.
    var sampler = try BatchSampler(count: 48, batchSize: 16, seed: 1)
    let rows = sampler.next().sorted().prefix(8).map(String.init).joined(separator: ", ")
    #expect {
      try trainer.train(
        &model, on: world.pairs, minimizing: ClassificationLoss() + Broken(), epochs: 1)
    } throws: { error in
      "\(error)"
        == "Loss term 'broken' is not finite at step 1 "
        + "(rows \(rows), … 16 in all). "
        + "Lower the learning rate or check the features for NaN."
    }
    #expect(model.imageTower == before)
  }

  @Test func pairsThatDoNotFitTheModelAreRefused() throws {
    let world = try SmallWorld()
    var model = try world.model()
    var trainer = try Trainer(optimizer: Adam(), seed: 1)
    let wide = try PairedFeatures(
      images: Matrix(rows: 48, columns: 11), texts: world.pairs.texts,
      labels: world.pairs.labels, classNames: world.pairs.classNames)
    #expect {
      try trainer.train(&model, on: wide, minimizing: world.loss, epochs: 1)
    } throws: { error in
      "\(error)"
        == "image features of the training pairs: expected shape [48, 10], found [48, 11]. "
        + "The image tower must take as many values as an image feature vector has."
    }
    let renamed = try PairedFeatures(
      images: world.pairs.images, texts: world.pairs.texts, labels: world.pairs.labels,
      classNames: ["a", "b", "c", "d"])
    #expect {
      try trainer.train(&model, on: renamed, minimizing: world.loss, epochs: 1)
    } throws: { error in
      "\(error)"
        == "training pairs: have other classes (a, b, c, d) than the model "
        + "(class 0, class 1, class 2, class 3). "
        + "Create the model with the class names of the pairs it is trained on."
    }
  }
}
