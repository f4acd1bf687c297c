import Foundation
import HUSE
import HUSEEncoders
import Testing

/// Many tasks with one model, one encoder and one index: each finds the bits that it finds alone.
@Suite struct ConcurrentUseTests {
  private static let taskCount = 12

  /// What one task asks.
  private struct Reader: Sendable {
    let model: SharedEmbedding
    let index: EmbeddingIndex
    let pairs: PairedFeatures

    init() throws {
      let world = try SmallWorld()
      let encoder = try BERTEncoder(contentsOf: Fixture.url("text/tiny-bert"))
      model = try SharedEmbedding(
        imageTower: Tower(inputDimension: 10, hiddenDimensions: [16], outputDimension: 6, seed: 1),
        textTower: Tower(
          inputDimension: encoder.dimension, hiddenDimensions: [12], outputDimension: 6, seed: 2),
        classNames: world.pairs.classNames, textEncoder: encoder)
      pairs = world.pairs
      // A search of all images among so many items takes several threads by itself.
      var generator = SplitMix64(seed: 4)
      index = try EmbeddingIndex(
        Embeddings(normalizing: .random(8000, 6, using: &generator)))
    }

    struct Answers: Equatable {
      let text: Embedding
      let texts: Embeddings
      let images: Embeddings
      let matches: [[Match]]
      let classesOfText: Classification
      let classesOfImages: ClassScores
    }

    func answers() throws -> Answers {
      let images = try model.embed(imageFeatures: pairs.images)
      return Answers(
        text: try model.embed(text: "a red apple"),
        texts: try model.embed(texts: ["the oven", "pizza and apple", "", "zzz!"]),
        images: images,
        matches: try index.nearest(7, to: images),
        classesOfText: try model.classify(text: "pizza with apple"),
        classesOfImages: try model.classify(imageFeatures: pairs.images))
    }
  }

  @Test func manyTasksReadOneModel() async throws {
    let reader = try Reader()
    let alone = try reader.answers()
    try await withThrowingTaskGroup(of: Reader.Answers.self) { group in
      for _ in 0..<Self.taskCount { group.addTask { try reader.answers() } }
      for try await answers in group { #expect(answers == alone) }
    }
  }

  /// The first use of a model sets up what all share: the backend and the tables of the tokenizer.
  ///
  /// Where this test runs alone, many tasks come to it at once.
  @Test func modelsAreMadeInManyTasks() async throws {
    let together = try await withThrowingTaskGroup(of: Reader.Answers.self) { group in
      for _ in 0..<Self.taskCount { group.addTask { try Reader().answers() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let alone = try Reader().answers()
    #expect(together.count == Self.taskCount && together.allSatisfy { $0 == alone })
  }

  /// A copy is independent: while copies are trained, others read the model as it was.
  @Test func copiesAreTrainedWhileOthersRead() async throws {
    let world = try SmallWorld()
    let model = try world.model()
    let before = try model.classify(imageFeatures: world.pairs.images)
    @Sendable func trained() throws -> SharedEmbedding {
      var copy = model
      var trainer = try Trainer(optimizer: Adam(learningRate: 5e-3), batchSize: 16, seed: 1)
      try trainer.train(&copy, on: world.pairs, minimizing: world.loss, epochs: 2)
      return copy
    }
    let after = try trained().classify(imageFeatures: world.pairs.images)
    #expect(after != before)
    try await withThrowingTaskGroup(of: (isTrained: Bool, scores: ClassScores).self) { group in
      for task in 0..<Self.taskCount {
        let isTrained = task % 3 == 0
        group.addTask {
          let model = isTrained ? try trained() : model
          return (isTrained, try model.classify(imageFeatures: world.pairs.images))
        }
      }
      for try await (isTrained, scores) in group { #expect(scores == (isTrained ? after : before)) }
    }
  }

  /// The decoders of images have state of their own, such as where their messages go.
  @Test func imagesAreDecodedInManyTasks() async throws {
    let names = ["rgb.png", "progressive.jpg", "lossy.webp", "transparent.gif", "rgb.tiff"]
    @Sendable func decoded() throws -> [RGBImage] {
      try names.map { try ImageDecoder.decode(.file(Fixture.url("image/\($0)"))) }
    }
    let alone = try decoded()
    try await withThrowingTaskGroup(of: [RGBImage].self) { group in
      for _ in 0..<Self.taskCount { group.addTask { try decoded() } }
      for try await images in group { #expect(images == alone) }
    }
  }
}
