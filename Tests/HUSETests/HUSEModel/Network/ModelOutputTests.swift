import Foundation
import HUSE
import Testing

/// Embeddings and class scores of a model with class opinions and a class component.
@Suite struct ModelOutputTests {
  private let world: SmallWorld
  private let model: SharedEmbedding

  init() throws {
    world = try SmallWorld()
    model = try world.modelWithClasses()
  }

  /// Embeddings and probabilities of each modality by loops in double precision, from the parts of
  /// the model.
  private func naive(
    _ modality: Modality
  ) throws -> (embeddings: [[Double]], probabilities: [[Double]]) {
    func scaled(_ features: Matrix, _ scaling: FeatureScaling?) throws -> Matrix {
      let scaling = try #require(scaling)
      var result = features
      for row in 0..<features.rows {
        for column in 0..<features.columns {
          result[row, column] =
            (features[row, column] - scaling.mean[0, column]) * scaling.scale[0, column]
        }
      }
      return result
    }
    let pairs = world.pairs
    let batch = DoubleModel(model).output(
      images: try scaled(pairs.images, model.imageTower.inputScaling),
      texts: try scaled(pairs.texts, model.textTower.inputScaling), labels: pairs.labels)
    let rows = modality == .image ? 0..<48 : 48..<96
    let weights = model.opinions[modality]
    let regression = try #require(model.opinions.regression(modality))
    let inputs = try scaled(
      modality == .image ? pairs.images : pairs.texts, regression.scaling
    ).doubles
    let (own, bias) = (regression.layer.weights.doubles, regression.layer.bias.doubles[0])
    let probabilities = zip(batch.logits[rows], inputs).map { logits, input in
      let sum = logits.indices.map { label in
        let second = zip(input, own).reduce(bias[label]) { $0 + $1.0 * $1.1[label] }
        return Double(weights.embedding) * logits[label] + Double(weights.regression) * second
      }
      let total = sum.reduce(0) { $0 + exp($1) }
      return sum.map { exp($0) / total }
    }
    let component = try #require(model.classComponent)
    let vectors = component.classVectors.doubles
    let shares = (0..<4).map { label in
      Double(pairs.labels.count { $0 == label }) / Double(pairs.count)
    }
    let embeddings = zip(batch.embeddings[rows], probabilities).map { vector, row in
      let classes = vectors[0].indices.map { column in
        row.indices.reduce(0) { $0 + (row[$1] - shares[$1]) * vectors[$1][column] }
      }
      let length = classes.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let weight = Double(component.weight)
      let whole = vector + classes.map { weight * $0 / length }
      return whole.map { $0 / (1 + weight * weight).squareRoot() }
    }
    return (embeddings, probabilities)
  }

  @Test func aModelHasWhatItsRecipeSays() throws {
    #expect(model.dimension == 8 + 4 && model.towerDimension == 8)
    #expect(model.classComponent?.weight == 0.75)
    #expect(model.opinions.imageWeights == LogitWeights(embedding: 0.5, regression: 1.5))
    #expect(model.opinions.textWeights == LogitWeights(embedding: 0.75, regression: 0.25))
    #expect(model.opinions.fusion == .product(image: 1.25, text: 0.5))
    #expect(model.recipe?.classes.componentBlend == 0.5)
  }

  @Test func embeddingsAndScoresAreThoseOfTheParts() throws {
    for modality in Modality.allCases {
      let expected = try naive(modality)
      let found =
        try modality == .image
        ? model.output(imageFeatures: world.pairs.images)
        : model.output(textFeatures: world.pairs.texts)
      #expect(relativeError(found.embeddings.vectors, expected.embeddings) < 1e-4)
      #expect(relativeError(found.scores.probabilities, expected.probabilities) < 1e-4)
    }
  }

  @Test func everyWayToAnOutputGivesTheSameBits() throws {
    let (images, texts) = (world.pairs.images, world.pairs.texts)
    let whole = try model.output(of: world.pairs)
    #expect(try model.output(imageFeatures: images).embeddings == whole.images.embeddings)
    #expect(try model.embed(imageFeatures: images) == whole.images.embeddings)
    #expect(try model.classify(imageFeatures: images) == whole.images.scores)
    #expect(try model.output(textFeatures: texts).embeddings == whole.texts.embeddings)
    #expect(try model.embed(textFeatures: texts) == whole.texts.embeddings)
    #expect(try model.classify(textFeatures: texts) == whole.texts.scores)
    let both = try model.embed(world.pairs)
    #expect(both.images == whole.images.embeddings && both.texts == whole.texts.embeddings)
  }

  @Test func aPairIsFusedByTheProduct() throws {
    let (images, texts) = (try naive(.image).probabilities, try naive(.text).probabilities)
    let expected = zip(images, texts).map { image, text in
      let products = zip(image, text).map { pow($0, 1.25) * pow($1, 0.5) }
      return products.map { $0 / products.reduce(0, +) }
    }
    let found = try model.classify(
      imageFeatures: world.pairs.images, textFeatures: world.pairs.texts)
    #expect(relativeError(found.probabilities, expected) < 1e-4)
  }

  /// Over more rows than are worked at once.
  @Test func filesGiveTheBitsOfTheSamePairsInMemory() throws {
    let owner = try TemporaryFolder()
    let stream = try world.stream(in: owner)
    let rows = (0..<5000).map { $0 * 7 % 48 }
    let memory = try model.output(of: world.pairs.selecting(rows: rows))
    for pairs in [stream.selecting(rows: rows), SelectedPairs(stream, rows: rows)]
      as [any PairedDataset]
    {
      let found = try model.output(of: pairs)
      #expect(found.images.embeddings == memory.images.embeddings)
      #expect(found.images.scores == memory.images.scores)
      #expect(found.texts.embeddings == memory.texts.embeddings)
      #expect(found.texts.scores == memory.texts.scores)
    }
  }

  @Test func aModelWithoutOpinionsHasThoseOfItsClassifier() throws {
    let plain = try world.model()
    #expect(plain.dimension == plain.towerDimension)
    let output = try plain.output(imageFeatures: world.pairs.images)
    #expect(try output.embeddings.vectors == plain.imageTower(world.pairs.images))
    let texts = try plain.output(textFeatures: world.pairs.texts)
    let logits = DoubleModel(plain).output(
      images: world.pairs.images, texts: world.pairs.texts, labels: world.pairs.labels
    ).logits.suffix(48)
    let expected = logits.map { row in
      row.map { exp($0) / row.reduce(0) { $0 + exp($1) } }
    }
    #expect(relativeError(texts.scores.probabilities, expected) < 1e-4)
  }

  @Test func noRowsAreNoTrouble() throws {
    let output = try model.output(imageFeatures: Matrix(rows: 0, columns: 10))
    #expect(output.embeddings.isEmpty && output.embeddings.dimension == 12)
    #expect(output.scores.count == 0)
    #expect(throws: HUSEError.self) {
      try model.output(imageFeatures: Matrix(rows: 0, columns: 9))
    }
  }

  /// Towers alone are trained and measured, whatever is appended to their output.
  @Test(arguments: Validation.Metric.allCases)
  func aModelWithAComponentIsTrainedOn(metric: Validation.Metric) throws {
    let owner = try TemporaryFolder()
    func values(_ held: some PairedDataset) throws -> (TrainingSummary, SharedEmbedding) {
      var model = model
      var trainer = try Trainer(optimizer: Adam(learningRate: 1e-3), batchSize: 16, seed: 1)
      let summary = try trainer.train(
        &model, on: world.pairs, minimizing: world.loss, epochs: 2,
        validation: Validation(on: held, metric: metric))
      return (summary, model)
    }
    let (memory, files) = (try values(world.pairs), try values(world.stream(in: owner)))
    #expect(memory.0.validations.count == 2 && files.0.validations == memory.0.validations)
    #expect(memory.1.classComponent == model.classComponent && memory.1.opinions == model.opinions)
    #expect(files.1.imageTower == memory.1.imageTower && memory.1.imageTower != model.imageTower)
  }
}
