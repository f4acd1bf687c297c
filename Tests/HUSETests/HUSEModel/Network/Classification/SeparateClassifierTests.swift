import Foundation
import HUSE
import Testing

/// Models in which images and texts have a classifier each.
@Suite struct SeparateClassifierTests {
  private func trained(_ logitScale: LogitScale = .fixed(16)) throws -> (
    SmallWorld, SharedEmbedding
  ) {
    let world = try SmallWorld()
    let shared = try world.model()
    var model = try SharedEmbedding(
      imageTower: shared.imageTower, textTower: shared.textTower, classNames: shared.classNames,
      logitScale: logitScale, classifierSharing: .separate, graph: world.graph, seed: 3)
    var trainer = try Trainer(optimizer: Adam(learningRate: 5e-3), batchSize: 16, seed: 1)
    try trainer.train(&model, on: world.pairs, minimizing: world.loss, epochs: 20)
    return (world, model)
  }

  /// The probabilities that double-precision loops give.
  private func probabilities(_ logits: [[Double]]) -> [[Double]] {
    logits.map { row in
      let powers = row.map { exp($0) }
      return powers.map { $0 / powers.reduce(0, +) }
    }
  }

  @Test(arguments: [LogitScale.fixed(16), .learned(7)])
  func eachModalityIsClassifiedByItsOwn(_ logitScale: LogitScale) throws {
    let world = try SmallWorld()
    let towers = try world.model()
    let model = try SharedEmbedding(
      imageTower: Tower(
        layers: towers.imageTower.layers, dropout: 0, rectifiesOutput: false, inputScaling: nil),
      textTower: towers.textTower, classNames: towers.classNames, logitScale: logitScale,
      classifierSharing: .separate, seed: 3)
    #expect(model.classifierSharing == .separate)
    #expect(towers.classifierSharing == .shared)
    let pairs = world.pairs
    let expected = DoubleModel(model).output(
      images: pairs.images, texts: pairs.texts, labels: pairs.labels)
    let images = try model.classify(imageFeatures: pairs.images).probabilities
    let texts = try model.classify(textFeatures: pairs.texts).probabilities
    #expect(
      relativeError(images, probabilities(Array(expected.logits[..<pairs.count]))) < 1e-5)
    #expect(relativeError(texts, probabilities(Array(expected.logits[pairs.count...]))) < 1e-5)
    let loss = try model.loss(ClassificationLoss(), on: pairs, batchSize: 7)
    #expect(abs(loss.total - DoubleLosses.classification(expected)) < 1e-5)
  }

  @Test func bothLearn() throws {
    let (world, model) = try trained()
    let images = try model.classify(imageFeatures: world.pairs.images)
    let texts = try model.classify(textFeatures: world.pairs.texts)
    #expect(images.accuracy(labels: world.pairs.labels) > 0.9)
    #expect(texts.accuracy(labels: world.pairs.labels) > 0.9)
  }

  @Test func anEncodedTextIsClassifiedLikeItsFeatures() throws {
    let (_, model) = try trained()
    let encoder = SharedEmbeddingTests.LetterEncoder()
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try model.write(to: file)
      let withEncoder = try SharedEmbedding(contentsOf: file, textEncoder: encoder)
      #expect(
        try withEncoder.classify(text: "tea")
          == model.classify(textFeatures: encoder.features(of: ["tea"]))[0])
    }
  }

  @Test(arguments: [LogitScale.fixed(12), .learned(7)])
  func aFileHoldsBoth(_ logitScale: LogitScale) throws {
    let (world, model) = try trained(logitScale)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try model.write(to: file)
      let read = try SharedEmbedding(contentsOf: file)
      #expect(read.classifier.weights == model.classifier.weights)
      let texts = try #require(read.textClassifier)
      #expect(texts.weights == model.textClassifier?.weights)
      #expect(texts.bias == model.textClassifier?.bias)
      let found = try read.classify(textFeatures: world.pairs.texts).probabilities
      let expected = try model.classify(textFeatures: world.pairs.texts).probabilities
      #expect(largestDifference(found.values, expected.values) < 1e-5)
      if case .learned = logitScale {
        #expect(abs(texts.logitScale.value - read.classifier.logitScale.value) > 1e-3)
      }
    }
  }

  @Test func filesOfASharedClassifierHoldOne() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try SmallWorld().model().write(to: file)
      let shared = try SafetensorsFile(contentsOf: file)
      #expect(!shared.names.contains { $0.hasPrefix("text_classifier") })
      #expect(try #require(shared.metadata["model"]).contains("TextClassifier") == false)
    }
  }

  @Test func aMissingOrForeignTextClassifierNamesTheFile() throws {
    let (_, model) = try trained()
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try model.write(to: file)
      let whole = try SafetensorsFile(contentsOf: file)
      var tensors: [String: Tensor] = [:]
      for name in whole.names { tensors[name] = try whole.tensor(name) }
      tensors["text_classifier.weights"] = Tensor(Matrix(rows: 5, columns: 4))
      try SafetensorsFile.write(tensors, metadata: whole.metadata, checksummed: true, to: file)
      #expect(
        errorText { () throws(HUSEError) in try SharedEmbedding(contentsOf: file) }
          == "\(file.path): text_classifier takes 5 values, an embedding has 6. "
          + "Write the model again with `write(to:)`.")
      tensors["text_classifier.weights"] = nil
      try SafetensorsFile.write(tensors, metadata: whole.metadata, checksummed: true, to: file)
      #expect(
        errorText { () throws(HUSEError) in try SharedEmbedding(contentsOf: file) }?
          .contains("has no tensor 'text_classifier.weights'") == true)
    }
  }

  @Test func thePenaltyCountsBoth() throws {
    let (world, model) = try trained()
    let step = TrainingStep(for: model, pairCount: 4)
    var generator = SplitMix64(seed: 1)
    let value = try step.run(
      model, on: world.pairs, rows: [0, 1, 2, 3], minimizing: ClassificationLoss(),
      penalty: L2Penalty(classifier: 0.5), using: &generator)
    let squares = [model.classifier, try #require(model.textClassifier)].reduce(0.0) {
      $0 + $1.weights.values.reduce(0) { $0 + Double($1) * Double($1) }
    }
    #expect(abs(try #require(value["l2"]) - 0.5 * squares) < 1e-4)
  }
}
