import Foundation
import HUSE
import Testing

@Suite struct SharedEmbeddingTests {
  /// Features that say how long a text is and which letters it begins and ends with.
  struct LetterEncoder: TextEncoder {
    let dimension = 8
    func features(of texts: [String]) throws(HUSEError) -> Matrix {
      var rows = Matrix(rows: texts.count, columns: dimension)
      for (row, text) in texts.enumerated() {
        rows[row, 0] = Float(text.count)
        for byte in text.utf8 { rows[row, 1 + Int(byte) % 7] += 1 }
      }
      return rows
    }
  }

  private func model(encoder: Bool) throws -> SharedEmbedding {
    let world = try SmallWorld()
    let model = try world.model()
    return try SharedEmbedding(
      imageTower: model.imageTower, textTower: model.textTower, classNames: model.classNames,
      textEncoder: encoder ? LetterEncoder() : nil)
  }

  @Test func aTextEmbedsAlikeAloneAndAmongOthers() throws {
    let model = try model(encoder: true)
    let texts = ["pizza", "a long text about apples", "", "tea", "soup"]
    let together = try model.embed(texts: texts)
    #expect(together.count == 5)
    for (position, text) in texts.enumerated() {
      for (a, b) in zip(try model.embed(text: text), together[position]) {
        #expect(abs(a - b) < 1e-5)
      }
    }
  }

  @Test func withoutEncodersTheErrorSaysWhatToDo() throws {
    let model = try model(encoder: false)
    #expect { try model.embed(text: "pizza") } throws: { error in
      "\(error)"
        == "This model has no text encoder. "
        + "Pass `textEncoder:` when you create or load it, or call `embed(textFeatures:)`."
    }
    #expect { try model.embed(image: Data()) } throws: { error in
      "\(error)"
        == "This model has no image encoder. "
        + "Pass `imageEncoder:` when you create or load it, or call `embed(imageFeatures:)`."
    }
  }

  @Test func partsThatDoNotFitAreRefused() throws {
    let image = try Tower(inputDimension: 3, hiddenDimensions: [], outputDimension: 4, seed: 0)
    let text = try Tower(inputDimension: 8, hiddenDimensions: [], outputDimension: 5, seed: 0)
    #expect {
      try SharedEmbedding(imageTower: image, textTower: text, classNames: ["a"])
    } throws: { error in
      "\(error)"
        == "text tower output: expected shape [4], found [5]. "
        + "Both towers must end in the same dimension."
    }
    #expect {
      try SharedEmbedding(imageTower: image, textTower: image, classNames: ["a", "b", "a"])
    } throws: { error in
      "\(error)" == "class names: 'a' is duplicated. Name each class once."
    }
    #expect {
      try SharedEmbedding(
        imageTower: image, textTower: image, classNames: ["a"], textEncoder: LetterEncoder())
    } throws: { error in
      "\(error)"
        == "features of the text encoder: expected shape [3], found [8]. "
        + "Train the text tower on features of this encoder."
    }
    #expect {
      try SharedEmbedding(
        imageTower: image, textTower: image, classNames: ["a"], logitScale: .fixed(0))
    } throws: { error in
      "\(error)" == "logitScale: expected a number above 0, found 0.0."
    }
  }

  @Test func valuesThatAreNotFiniteAreRefused() throws {
    let model = try model(encoder: false)
    var features = Matrix(rows: 2, columns: 10)
    features[1, 7] = .infinity
    #expect { try model.embed(imageFeatures: features) } throws: { error in
      "\(error)"
        == "image features: row 1, column 7: found inf. "
        + "Extract the features of that row again."
    }
  }

  @Test func fusionIsTheWeightedAverageOfBothScores() throws {
    let world = try SmallWorld()
    var model = try world.model()
    var trainer = try Trainer(optimizer: Adam(learningRate: 5e-3), batchSize: 16, seed: 1)
    try trainer.train(&model, on: world.pairs, minimizing: world.loss, epochs: 3)
    try model.chooseFusionWeight(on: world.pairs)
    let (images, texts) = (
      try model.classify(imageFeatures: world.pairs.images),
      try model.classify(textFeatures: world.pairs.texts)
    )
    let fused = try model.classify(
      imageFeatures: world.pairs.images, textFeatures: world.pairs.texts)
    for item in 0..<3 {
      let sum = fused.probabilities[row: item].reduce(0, +)
      #expect(abs(sum - 1) < 1e-5)
      for column in 0..<4 {
        let expected =
          model.fusionWeight * images.probabilities[item, column]
          + (1 - model.fusionWeight) * texts.probabilities[item, column]
        #expect(abs(fused.probabilities[item, column] - expected) < 1e-6)
      }
    }
    let labels = world.pairs.labels
    #expect(
      fused.accuracy(labels: labels)
        >= max(images.accuracy(labels: labels), texts.accuracy(labels: labels)))
    #expect(fused[0][0].probability >= fused[0][1].probability)
    #expect(fused[0][0].index == fused.labels[0])
  }

  @Test func manyTasksMayUseOneModel() async throws {
    let model = try model(encoder: true)
    let expected = try model.embed(text: "pizza")
    try await withThrowingTaskGroup(of: Embedding.self) { group in
      for _ in 0..<16 { group.addTask { try model.embed(text: "pizza") } }
      for try await embedding in group {
        #expect(embedding.cosineDistance(to: expected) < 1e-6)
      }
    }
  }
}
