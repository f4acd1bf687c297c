import Foundation
import HUSE
import Testing

/// Models that learn the scale of similarities; `ModelGradientTests` has their gradients.
@Suite struct SimilarityScaleTests {
  private static func model(
    _ world: SmallWorld, _ scale: SimilarityScale?, _ sharing: ClassifierSharing = .shared
  ) throws -> SharedEmbedding {
    let towers = try world.model(dropout: 0)
    return try SharedEmbedding(
      imageTower: towers.imageTower, textTower: towers.textTower, classNames: towers.classNames,
      classifierSharing: sharing, similarityScale: scale, seed: 3)
  }

  struct Named: Sendable, CustomStringConvertible {
    let description: String
    let loss: any Loss
    let scale: SimilarityScale
  }

  static let losses = [
    Named(
      description: "contrastive", loss: ContrastiveLoss.withLearnedScale(),
      scale: SimilarityScale(scale: 3, bias: 0)),
    Named(
      description: "sigmoid", loss: 0.5 * SigmoidLoss.withLearnedScale(),
      scale: SimilarityScale(scale: 4, bias: -2)),
  ]

  /// A step of plain gradient descent on one batch of all pairs, against the slope of the loss that
  /// is measured between models with other scales.
  @Test(arguments: losses) func aStepFollowsTheGradient(_ named: Named) throws {
    let world = try SmallWorld()
    let (scale, bias) = (named.scale.scale, named.scale.bias)
    let width: Float = 0.02
    func loss(_ scale: Float, _ bias: Float) throws -> Double {
      try Self.model(world, SimilarityScale(scale: scale, bias: bias))
        .loss(named.loss, on: world.pairs).total
    }
    let scaleSlope =
      try (loss(scale * exp(width), bias) - loss(scale * exp(-width), bias)) / Double(2 * width)
    let biasSlope = try (loss(scale, bias + width) - loss(scale, bias - width)) / Double(2 * width)
    var model = try Self.model(world, named.scale)
    let rate: Float = 0.1
    var trainer = try Trainer(optimizer: SGD(learningRate: rate), seed: 1)
    try trainer.train(&model, on: world.pairs, minimizing: named.loss, steps: 1)
    let after = try #require(model.similarityScale)
    let scaleStep = Double(log(after.scale / scale) / -rate)
    #expect(abs(scaleSlope) > 0.05)
    #expect(abs(scaleStep - scaleSlope) < 1e-3 * abs(scaleSlope) + 1e-4)
    #expect(abs(Double((after.bias - bias) / -rate) - biasSlope) < 1e-3 * abs(biasSlope) + 1e-4)
  }

  /// Where pairs are not yet told apart a smaller scale makes the loss smaller, a larger one
  /// larger.
  @Test func theScaleGrowsNoFurtherThan100() throws {
    let world = try SmallWorld()
    var model = try Self.model(world, SimilarityScale(scale: 90))
    let loss = ContrastiveLoss.withLearnedScale()
    var upward = try Trainer(optimizer: Adam(learningRate: 0.5), seed: 1)
    try upward.train(&model, on: world.pairs, minimizing: -1 * loss, steps: 1)
    #expect(model.similarityScale == SimilarityScale(scale: 100))
    var downward = try Trainer(optimizer: Adam(learningRate: 0.5), seed: 1)
    try downward.train(&model, on: world.pairs, minimizing: loss, steps: 1)
    // Adam's first step is as long as the learning rate, from log 100.
    #expect(abs(try #require(model.similarityScale).scale - 100 * exp(-0.5)) < 0.01)
  }

  /// Neither a loss with a scale of its own nor weight decay moves the scale of the model.
  @Test func onlyALossThatLearnsItMovesTheScale() throws {
    let world = try SmallWorld()
    var model = try Self.model(world, .sigLIP)
    let before = model.similarityScale
    var trainer = try Trainer(optimizer: Adam.adamW(weightDecay: 0.5), batchSize: 16, seed: 1)
    try trainer.train(
      &model, on: world.pairs, minimizing: ContrastiveLoss() + SigmoidLoss(), epochs: 2)
    #expect(model.similarityScale == before)
    try trainer.train(
      &model, on: world.pairs, minimizing: SigmoidLoss.withLearnedScale(), epochs: 1)
    #expect(model.similarityScale != before)
  }

  /// The memory of a step is used for the next: the gradient of the last must be gone.
  @Test func gradientsDoNotAddUpFromStepToStep() throws {
    let world = try SmallWorld()
    let model = try Self.model(world, .sigLIP)
    let step = TrainingStep(for: model, pairCount: 4)
    var generator = SplitMix64(seed: 1)
    func gradients() throws -> [Float] {
      _ = try step.run(
        model, on: world.pairs, rows: [0, 1, 2, 3], minimizing: SigmoidLoss.withLearnedScale(),
        penalty: nil, using: &generator)
      return model.parameterShapes.indices.suffix(2).map { step.parameterGradient($0)[0, 0] }
    }
    let first = try gradients()
    #expect(first.allSatisfy { $0 != 0 })
    #expect(try gradients() == first)
  }

  @Test func aLossThatLearnsAScaleNeedsAModelThatHasOne() throws {
    let world = try SmallWorld()
    var model = try Self.model(world, nil)
    #expect(model.similarityScale == nil)
    let loss = GapLoss() + 0.5 * ContrastiveLoss.withLearnedScale()
    let expected =
      "loss: learns the scale of similarities, and the model has none. "
      + "Create the model with `similarityScale:`, or give the loss a fixed scale."
    #expect(
      errorText { () throws(HUSEError) in try model.loss(loss, on: world.pairs) } == expected)
    var trainer = try Trainer(optimizer: Adam(), seed: 1)
    #expect {
      try trainer.train(&model, on: world.pairs, minimizing: loss, epochs: 1)
    } throws: {
      "\($0)" == expected
    }
    #expect(
      errorText { () throws(HUSEError) in
        try SharedEmbedding(
          imageTower: model.imageTower, textTower: model.textTower, classNames: model.classNames,
          similarityScale: SimilarityScale(scale: -1))
      }?.hasPrefix("scale of similarities: expected a number above 0") == true)
  }

  @Test(arguments: [ClassifierSharing.shared, .separate])
  func aFileHoldsTheScale(_ sharing: ClassifierSharing) throws {
    let world = try SmallWorld()
    var model = try Self.model(world, .sigLIP, sharing)
    var trainer = try Trainer(optimizer: Adam(learningRate: 0.01), batchSize: 16, seed: 1)
    let loss = ClassificationLoss() + SigmoidLoss.withLearnedScale()
    try trainer.train(&model, on: world.pairs, minimizing: loss, epochs: 2)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try model.write(to: file)
      let read = try SharedEmbedding(contentsOf: file)
      #expect(read.similarityScale == model.similarityScale)
      #expect(read.similarityScale != .sigLIP)
      #expect(read.classifierSharing == sharing)
      #expect(try read.loss(loss, on: world.pairs) == model.loss(loss, on: world.pairs))
    }
  }

  @Test func onlyFilesOfModelsWithAScaleHoldOne() throws {
    let world = try SmallWorld()
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      for (scale, sharing) in [
        (SimilarityScale.clip, ClassifierSharing.shared), (.clip, .separate), (nil, .separate),
        (nil, .shared),
      ] {
        try Self.model(world, scale, sharing).write(to: file)
        let written = try SafetensorsFile(contentsOf: file)
        #expect(written.names.contains { $0.hasPrefix("similarity") } == (scale != nil))
        #expect(
          try #require(written.metadata["model"]).contains("Similarity") == (scale != nil))
        #expect(try SharedEmbedding(contentsOf: file).similarityScale == scale)
      }
    }
  }

  @Test(arguments: [[4.7, 0], [-200, 0], [.nan, 0], [0, .infinity], []] as [[Float]])
  func aMissingScaleOrOneOutOfRangeNamesTheFile(_ numbers: [Float]) throws {
    let model = try Self.model(SmallWorld(), .clip)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try model.write(to: file)
      let whole = try SafetensorsFile(contentsOf: file)
      var tensors: [String: Tensor] = [:]
      for name in whole.names { tensors[name] = try whole.tensor(name) }
      tensors["similarity.log_scale"] = numbers.first.map { Tensor([$0]) }
      tensors["similarity.bias"] = numbers.last.map { Tensor([$0]) }
      try SafetensorsFile.write(tensors, metadata: whole.metadata, checksummed: true, to: file)
      let text = try #require(
        errorText { () throws(HUSEError) in try SharedEmbedding(contentsOf: file) })
      #expect(
        text.hasPrefix(
          numbers.isEmpty
            ? "\(file.path): has no tensor 'similarity.log_scale'"
            : "\(file.path): the similarity scale has the logarithm \(numbers[0]) and the bias "
              + "\(numbers[1]), expected finite numbers and a scale of at most 100.0."))
    }
  }
}
