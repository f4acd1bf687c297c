import HUSE
import Testing

/// Every loss over pairs and triplets trains a model that finds across modalities, with no other
/// loss beside it.
@Suite struct PairLossTrainingTests {
  typealias Named = PairLossValueTests.Named

  static let losses = [
    Named("triplet", TripletLoss()),
    Named("cosine embedding", CosineEmbeddingLoss()),
    Named("AdaMine", AdaMineLoss()),
    Named(
      "hinge rank",
      HingeRankLoss(
        classEmbeddings: [
          [1, 0, 0, 0, 0, 0], [0.5, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0], [0, 0, 0.5, 0, 1, 0],
        ])),
    Named("contrastive", ContrastiveLoss()),
    Named("contrastive of classes", ContrastiveLoss(matching: .classes)),
    Named("sigmoid", SigmoidLoss()),
    Named("sigmoid of classes", SigmoidLoss(matching: .classes)),
  ]

  @Test(arguments: losses) func eachAloneBringsImagesAndTextsTogether(_ named: Named) throws {
    let world = try SmallWorld()
    var model = try world.model(dropout: 0)
    // One class in four is found by chance.
    #expect(try recall(model, on: world.pairs) < 0.3)
    let before = try model.loss(named.loss, on: world.pairs).total
    try train(&model, on: world.pairs, minimizing: named.loss)
    #expect(try recall(model, on: world.pairs) > 0.5)
    #expect(try model.loss(named.loss, on: world.pairs).total < before)
  }

  private func train(
    _ model: inout SharedEmbedding, on pairs: PairedFeatures, minimizing loss: some Loss
  ) throws {
    var trainer = try Trainer(optimizer: Adam(learningRate: 1e-2), batchSize: 24, seed: 1)
    try trainer.train(&model, on: pairs, minimizing: loss, epochs: 20)
  }

  /// The mean of R@1 from images to texts and back.
  private func recall(_ model: SharedEmbedding, on pairs: PairedFeatures) throws -> Double {
    let report = try RetrievalReport(
      images: model.embed(imageFeatures: pairs.images),
      texts: model.embed(textFeatures: pairs.texts), labels: pairs.labels, ranks: [1])
    return (report[.imageToText].recall[0] + report[.textToImage].recall[0]) / 2
  }
}
