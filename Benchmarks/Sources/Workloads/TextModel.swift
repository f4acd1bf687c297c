public import Foundation
public import HUSE

extension SharedEmbedding {
  /// A small untrained model that embeds texts with the model of a folder.
  ///
  /// `isBERT` says whether `BERTEncoder` reads it, and not `PretrainedTextEncoder`; `precision` are
  /// the numbers in which weights are kept.
  public static func embeddingTexts(
    with folder: URL, isBERT: Bool = true, precision: EncoderPrecision = .stored
  ) throws -> SharedEmbedding {
    let encoder: any TextEncoder =
      isBERT
      ? try BERTEncoder(contentsOf: folder, precision: precision)
      : try PretrainedTextEncoder(contentsOf: folder, precision: precision)
    return try SharedEmbedding(
      imageTower: Tower(inputDimension: 1, hiddenDimensions: [], outputDimension: 512, seed: 1),
      textTower: Tower(
        inputDimension: encoder.dimension, hiddenDimensions: [512], outputDimension: 512, seed: 2),
      classNames: ["food"], textEncoder: encoder)
  }
}
