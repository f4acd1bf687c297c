import Foundation
import HUSE

/// A model of a few texts that has not learned, with features and an index, in a folder.
enum TeaModel {
  static let texts = ["red apple", "green apple", "black tea", "green tea"]

  /// Writes tea.huse, pairs.safetensors and texts.index; the model has two classes.
  static func write(to work: TemporaryFolder, classNames: [String] = ["apple", "tea"]) throws {
    let encoder = try HashedNGramEncoder(fittedTo: [], dimension: 64)
    let features = try encoder.features(of: texts)
    try PairedFeatures(
      images: features, texts: features, labels: [0, 0, 1, 1], classNames: classNames,
      identifiers: texts
    ).write(to: work.file("pairs.safetensors"))
    let model = try SharedEmbedding(
      imageTower: Tower(inputDimension: 64, hiddenDimensions: [], outputDimension: 8, seed: 1),
      textTower: Tower(inputDimension: 64, hiddenDimensions: [], outputDimension: 8, seed: 2),
      classNames: classNames, textEncoder: encoder)
    try model.write(to: work.file("tea.huse"))
    try EmbeddingIndex(
      try model.embed(imageFeatures: features), identifiers: texts
    ).write(to: work.file("texts.index"))
  }
}
