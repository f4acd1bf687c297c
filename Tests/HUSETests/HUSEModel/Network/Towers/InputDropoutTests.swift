import Foundation
import HUSE
import Testing

/// Dropout of features before the first layer of a tower.
@Suite struct InputDropoutTests {
  /// The gradient of every parameter against central differences of a forward pass in double
  /// precision, with the features dropped out that the step drops out.
  ///
  /// The batch is large enough to be worked in two parts.
  @Test func gradientsAgreeWithCentralDifferences() throws {
    var generator = SplitMix64(seed: 31)
    let (names, count) = (["a", "b", "c"], 40)
    let labels = (0..<count).map { $0 % 3 }
    let pairs = try PairedFeatures(
      images: .random(count, 5, using: &generator), texts: .random(count, 4, using: &generator),
      labels: labels, classNames: names)
    let scaling = FeatureScaling(standardizing: pairs.images)
    var model = try SharedEmbedding(
      imageTower: Tower(
        inputDimension: 5, hiddenDimensions: [4], outputDimension: 3, dropout: 0,
        inputDropout: 0.4, inputScaling: scaling, seed: 1),
      textTower: Tower(
        inputDimension: 4, hiddenDimensions: [], outputDimension: 3, dropout: 0,
        inputDropout: 0.25, initialization: .small, seed: 2),
      classNames: names, logitScale: .fixed(3))
    // Where all features of a row are dropped out, a bias of zeros would leave no direction.
    model.updateParameters { parameter, index in
      if index % 2 == 1 { parameter = .random(1, parameter.columns, using: &generator) }
    }
    // Without other dropout the first numbers decide about images and about texts.
    var twin = generator
    let masks = [(5, Float(0.4), twin.next()), (4, 0.25, twin.next())].map { columns, share, seed in
      mask(rows: count, columns: columns, share: share, seed: seed)
    }
    let step = TrainingStep(for: model, pairCount: count)
    let value = try step.run(
      model, on: pairs, minimizing: ClassificationLoss() + 0.5 * GapLoss(), penalty: nil,
      using: &generator)
    #expect(generator == twin)

    var (images, texts) = (pairs.images, pairs.texts)
    for row in 0..<count {
      for column in 0..<5 {
        images[row, column] =
          (images[row, column] - scaling.mean[0, column]) * scaling.scale[0, column]
          * masks[0][row, column]
      }
      for column in 0..<4 { texts[row, column] *= masks[1][row, column] }
    }
    let reference = DoubleModel(model)
    func total(_ reference: DoubleModel) -> Double {
      let output = reference.output(images: images, texts: texts, labels: labels)
      return DoubleLosses.classification(output) + 0.5 * DoubleLosses.gap(output)
    }
    #expect(abs(value.total - total(reference)) < 1e-5)
    expectGradients(of: step, at: reference, of: total)
  }

  /// 0 where a feature is dropped out, else 1 / (1 − share).
  private func mask(rows: Int, columns: Int, share: Float, seed: UInt64) -> Matrix {
    var result = Matrix(rows: rows, columns: columns, repeating: 1)
    Kernels.best.addBias(
      Matrix(rows: 1, columns: columns), to: &result, rectifying: false, dropout: share, seed: seed)
    result.updateValues { $0 = $0 == 0 ? 0 : 1 / (1 - share) }
    return result
  }

  /// Of a linear tower and a single pair, row j of ∂L/∂W is ∂L/∂output times feature j.
  @Test(arguments: [Float(0.1), 0.5, 0.8])
  func theShareOfFeaturesIsThatAskedFor(share: Float) throws {
    let count = 4000
    let features = Matrix(row: (0..<count).map { Float($0 % 7 + 1) })
    let pairs = try PairedFeatures(
      images: features, texts: [[1, 2]], labels: [0], classNames: ["a", "b"],
      allowsEmptyClasses: true)
    let model = try SharedEmbedding(
      imageTower: Tower(
        inputDimension: count, hiddenDimensions: [], outputDimension: 3, inputDropout: share,
        seed: 1),
      textTower: Tower(inputDimension: 2, hiddenDimensions: [], outputDimension: 3, seed: 2),
      classNames: ["a", "b"])
    let step = TrainingStep(for: model, pairCount: 1)
    func isKept(seed: UInt64) throws -> [Bool] {
      var generator = SplitMix64(seed: seed)
      _ = try step.run(
        model, on: pairs, minimizing: ClassificationLoss(), penalty: nil, using: &generator)
      let gradient = step.parameterGradient(0)
      let bias = step.parameterGradient(1)
      return try (0..<count).map { row in
        let values = (0..<3).map { gradient[row, $0] / (features[0, row] * bias[0, $0]) }
        if values == [0, 0, 0] { return false }
        // What is kept is scaled, so that the mean stays.
        try #require(values.allSatisfy { abs($0 * (1 - share) - 1) < 1e-3 })
        return true
      }
    }
    let (first, second) = (try isKept(seed: 1), try isKept(seed: 2))
    let kept = 1 - Double(share)
    func portion(_ flags: [Bool]) -> Double { Double(flags.count { $0 }) / Double(count) }
    #expect(abs(portion(first) - kept) < 0.03)
    #expect(abs(portion(zip(first, second).map { $0 && $1 }) - kept * kept) < 0.03)
    #expect(try isKept(seed: 1) == first)
  }

  private func model(
    of world: SmallWorld, image: Float, text: Float
  ) throws -> SharedEmbedding {
    try SharedEmbedding(
      imageTower: Tower(
        inputDimension: 10, hiddenDimensions: [16], outputDimension: 6, inputDropout: image,
        inputScaling: FeatureScaling(standardizing: world.pairs.images), seed: 1),
      textTower: Tower(
        inputDimension: 8, hiddenDimensions: [12], outputDimension: 6, inputDropout: text, seed: 2),
      classNames: world.pairs.classNames, graph: world.graph, seed: 3)
  }

  private func trained(
    on pairs: some PairedDataset, _ world: SmallWorld, image: Float = 0.3, text: Float = 0.2,
    seed: UInt64 = 7
  ) throws -> SharedEmbedding {
    var model = try model(of: world, image: image, text: text)
    var trainer = try Trainer(optimizer: Adam(learningRate: 5e-3), batchSize: 10, seed: seed)
    try trainer.train(&model, on: pairs, minimizing: world.loss, epochs: 3)
    return model
  }

  @Test func inferenceDropsNothingOut() throws {
    let world = try SmallWorld()
    let (model, plain) = (
      try model(of: world, image: 0.9, text: 0.9), try model(of: world, image: 0, text: 0)
    )
    #expect(model.imageTower.inputDropout == 0.9 && model.textTower.inputDropout == 0.9)
    #expect(
      try model.embed(imageFeatures: world.pairs.images)
        == plain.embed(imageFeatures: world.pairs.images))
    #expect(
      try model.classify(textFeatures: world.pairs.texts)
        == plain.classify(textFeatures: world.pairs.texts))
    #expect(
      try model.loss(world.loss, on: world.pairs) == plain.loss(world.loss, on: world.pairs))
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    let world = try SmallWorld()
    let before = world.pairs.images.values
    let first = try trained(on: world.pairs, world)
    #expect(try trained(on: world.pairs, world).imageTower == first.imageTower)
    #expect(try trained(on: world.pairs, world, seed: 8).imageTower != first.imageTower)
    let other = try trained(on: world.pairs, world, image: 0)
    #expect(other.imageTower.layers != first.imageTower.layers)
    // The pairs stay as they are.
    #expect(world.pairs.images.values == before)
    let owner = try TemporaryFolder()
    let files = try trained(on: world.stream(in: owner), world)
    #expect(files.imageTower == first.imageTower && files.textTower == first.textTower)
  }

  @Test func aShareOutOfRangeIsNamed() throws {
    for share in [-0.1, 1, .nan] as [Float] {
      #expect(
        errorText { () throws(HUSEError) in
          try Tower(
            inputDimension: 3, hiddenDimensions: [], outputDimension: 2, inputDropout: share,
            seed: 0)
        } == "inputDropout: expected a share in [0, 1), found \(share).")
    }
  }
}
