import Foundation
import HUSE
import Synchronization
import Testing

@Suite struct StreamTrainingTests {
  private let owner: TemporaryFolder
  private let world: SmallWorld

  init() throws {
    owner = try TemporaryFolder()
    world = try SmallWorld()
  }

  /// The pairs of the world in three files.
  private func stream() throws -> FeatureStream {
    let shards = try [0..<7, 7..<30, 30..<48].map { rows in
      let url = owner.url.appendingPathComponent("\(rows.lowerBound).safetensors")
      try world.pairs.selecting(rows: rows).write(to: url)
      return url
    }
    return try FeatureStream(shards: shards)
  }

  private func trained(
    on pairs: some PairedDataset, sampling: Sampling = .everyPair,
    checkpointing: Checkpointing? = nil, from checkpoint: Checkpoint? = nil
  ) throws -> SharedEmbedding {
    var model = try world.model()
    var trainer = try Trainer(
      optimizer: Adam(learningRate: 5e-3), batchSize: 10, sampling: sampling, seed: 7)
    #expect(trainer.stepsPerEpoch(on: pairs) == 5)
    var epochs: [Int] = []
    try trainer.train(
      &model, on: pairs, minimizing: world.loss, epochs: 3, checkpointing: checkpointing,
      resumingFrom: checkpoint
    ) { if $0.endsEpoch { epochs.append($0.epoch) } }
    // The last checkpoint leaves nothing to do.
    #expect(epochs.last == 3 || checkpoint?.step == 15)
    // A second call goes on where the first ended.
    try trainer.train(&model, on: pairs, minimizing: world.loss, steps: 3)
    return model
  }

  @Test(arguments: [Sampling.everyPair, .classBalanced])
  func givesTheBitsOfTheSamePairsInMemory(sampling: Sampling) throws {
    let (memory, files) = try (
      trained(on: world.pairs, sampling: sampling), trained(on: stream(), sampling: sampling)
    )
    #expect(files.imageTower == memory.imageTower && files.textTower == memory.textTower)
    #expect(files.classifier == memory.classifier)
  }

  /// Over more rows than are read at once.
  @Test func scalingHasTheBitsOfTheSamePairsInMemory() throws {
    let rows = (0..<2500).map { $0 * 7 % 48 }
    let memory = world.pairs.selecting(rows: rows)
    let scaling = try FeatureScaling.standardizing(stream().selecting(rows: rows))
    #expect(scaling.images == FeatureScaling(standardizing: memory.images))
    #expect(scaling.texts == FeatureScaling(standardizing: memory.texts))
    #expect(scaling.texts.centering == FeatureScaling(centering: memory.texts))
  }

  @Test(arguments: Validation.Metric.allCases)
  func validationHasTheBitsOfTheSamePairsInMemory(metric: Validation.Metric) throws {
    func values(on held: some PairedDataset) throws -> (TrainingSummary, SharedEmbedding) {
      var model = try world.model()
      var trainer = try Trainer(optimizer: Adam(learningRate: 5e-3), batchSize: 10, seed: 7)
      let summary = try trainer.train(
        &model, on: world.pairs, minimizing: world.loss, epochs: 3,
        validation: Validation(on: held, metric: metric))
      try model.chooseFusionWeight(on: held)
      return (summary, model)
    }
    let rows = [40, 3, 17, 3, 8, 29, 30, 6, 7, 0, 1, 22, 47]
    let (memory, files) = try (
      values(on: world.pairs.selecting(rows: rows)), values(on: stream().selecting(rows: rows))
    )
    #expect(memory.0.validations.count == 3)
    #expect(files.0.validations == memory.0.validations)
    #expect(files.1.imageTower == memory.1.imageTower)
    #expect(files.1.fusionWeight == memory.1.fusionWeight)
  }

  /// Over more rows than are read at once.
  @Test func embeddingHasTheBitsOfTheSamePairsInMemory() throws {
    let rows = (0..<5000).map { $0 * 7 % 48 }
    let memory = world.pairs.selecting(rows: rows)
    let model = try world.model()
    let (images, texts) = try model.embed(stream().selecting(rows: rows))
    #expect(try images == model.embed(imageFeatures: memory.images))
    #expect(try texts == model.embed(textFeatures: memory.texts))
    let inMemory = try model.embed(memory)
    #expect(inMemory.images == images && inMemory.texts == texts)
  }

  @Test func onlyWhatIsAskedForIsMeasured() throws {
    let both = try FeatureScaling.standardizing(world.pairs)
    let texts = try FeatureScaling.standardizing(
      world.pairs, measuresImages: false, measuresTexts: true)
    #expect(texts.images == nil && texts.texts == both.texts)
    // Its rows cannot be read.
    let failing = OtherPairs(world.pairs, unreadable: 0)
    let none = try FeatureScaling.standardizing(
      failing, measuresImages: false, measuresTexts: false)
    #expect(none.images == nil && none.texts == nil)
  }

  @Test func samplingChangesTheResult() throws {
    #expect(
      try trained(on: world.pairs).imageTower
        != trained(on: world.pairs, sampling: .classBalanced).imageTower)
  }

  @Test func goesOnFromACheckpoint() throws {
    let expected = try trained(on: world.pairs)
    let folder = owner.url.appendingPathComponent("checkpoints")
    _ = try trained(
      on: stream(), checkpointing: Checkpointing(in: folder, everySteps: 4, keepingLast: 10))
    for file in Checkpoint.files(in: folder) {
      let checkpoint = try Checkpoint(contentsOf: file)
      // From files or memory: it is the same training.
      #expect(try trained(on: stream(), from: checkpoint).imageTower == expected.imageTower)
      #expect(try trained(on: world.pairs, from: checkpoint).imageTower == expected.imageTower)
    }
  }

  @Test func anErrorOfTheSourceEndsTrainingAfterTheLastWholeStep() throws {
    var sampler = try BatchSampler(count: 48, batchSize: 10, seed: 7)
    let batches = (0..<5).map { _ in Array(sampler.next()) }
    for (index, batch) in batches.enumerated() {
      var model = try world.model()
      var trainer = try Trainer(optimizer: Adam(), batchSize: 10, seed: 7)
      #expect(throws: OtherPairs.error(ofRow: batch[2])) {
        try trainer.train(
          &model, on: OtherPairs(world.pairs, unreadable: batch[2]), minimizing: world.loss,
          epochs: 1)
      }
      #expect(trainer.step == index)
    }
  }

  /// However training ends: whoever owns the source may close it then.
  @Test func theSourceIsLeftAloneAfterTraining() throws {
    struct Enough: Error {}
    let requests = Mutex(0)
    let source = OtherPairs(world.pairs) { _ in
      usleep(20_000)
      requests.withLock { $0 += 1 }
    }
    var model = try world.model()
    var trainer = try Trainer(optimizer: Adam(), batchSize: 10, seed: 7)
    #expect(throws: Enough.self) {
      try trainer.train(&model, on: source, minimizing: world.loss, epochs: 3) {
        if $0.step == 2 { throw Enough() }
      }
    }
    let count = requests.withLock { $0 }
    usleep(60_000)
    #expect(requests.withLock { $0 } == count)
  }
}
