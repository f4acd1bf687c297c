import Foundation
import HUSE

/// A model of a few texts that tells apples from tea, with features and an index, in a folder.
struct TrainedTeaModel {
  static let texts = [
    "red apple", "green apple", "apple pie", "ripe apple", "black tea", "green tea", "iced tea",
    "tea with milk",
  ]

  /// The folder, with tea.huse, pairs.safetensors and texts.index.
  let work: TemporaryFolder

  init() throws {
    work = try TemporaryFolder()
    let encoder = try HashedNGramEncoder(fittedTo: [], dimension: 64)
    let features = try encoder.features(of: Self.texts)
    let pairs = try PairedFeatures(
      images: features, texts: features, labels: [0, 0, 0, 0, 1, 1, 1, 1],
      classNames: ["apple", "tea"], identifiers: Self.texts)
    try pairs.write(to: work.file("pairs.safetensors"))
    var model = try SharedEmbedding(
      imageTower: Tower(inputDimension: 64, hiddenDimensions: [], outputDimension: 8, seed: 1),
      textTower: Tower(inputDimension: 64, hiddenDimensions: [], outputDimension: 8, seed: 2),
      classNames: pairs.classNames, textEncoder: encoder)
    var trainer = try Trainer(optimizer: Adam(learningRate: 1e-2), batchSize: 8, seed: 3)
    try trainer.train(
      &model, on: pairs, minimizing: 0.5 * ClassificationLoss() + 0.5 * GapLoss(), epochs: 200)
    try model.write(to: work.file("tea.huse"))
    try EmbeddingIndex(
      try model.embed(imageFeatures: features), identifiers: Self.texts,
      modelFingerprint: model.fingerprint
    ).write(to: work.file("texts.index"))
  }

  var model: SharedEmbedding {
    get throws { try SharedEmbedding(contentsOf: work.file("tea.huse")) }
  }
}
