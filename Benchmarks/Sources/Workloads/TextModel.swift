public import Foundation
public import HUSE

extension SharedEmbedding {
  /// A small untrained model that embeds texts with the BERT model of a folder.
  public static func embeddingTexts(with folder: URL) throws -> SharedEmbedding {
    let encoder = try BERTEncoder(contentsOf: folder)
    return try SharedEmbedding(
      imageTower: Tower(inputDimension: 1, hiddenDimensions: [], outputDimension: 512, seed: 1),
      textTower: Tower(
        inputDimension: encoder.dimension, hiddenDimensions: [512], outputDimension: 512, seed: 2),
      classNames: ["food"], textEncoder: encoder)
  }
}
