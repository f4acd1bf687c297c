import Foundation
import HUSE

/// The frozen encoders that turn texts and images into features.
struct Encoders {
  /// Encodes the meaning of sentences; class names are compared by it.
  let sentence: BERTEncoder
  /// Meaning and spelling together, as the paper joins BERT and TF-IDF, or a pretrained model.
  ///
  /// The weights of the n-grams are not fitted, so that no held-out text has a part in the
  /// features.
  let text: any TextEncoder
  let image: any ImageEncoder

  /// The names in the cache of features; other weights have another name.
  let textName: String
  let imageName: String

  /// Reads the encoders of a folder.
  ///
  /// - Parameters:
  ///   - folder: where the encoders lie that have no folder of their own.
  ///   - imageFolder: a pretrained model for images, `nil` for EfficientNet-Lite0.
  ///   - textFolder: a pretrained model for texts, `nil` for all-MiniLM-L6-v2 and n-grams.
  ///   - precision: what the weights of transformers are rounded to.
  /// - Throws: `HUSEError` for a file that cannot be read.
  init(
    folder: URL, imageFolder: URL?, textFolder: URL?, precision: EncoderPrecision = .stored
  ) throws {
    let rounded = precision == .stored ? "" : ", \(precision.rawValue)"
    let sentenceFolder = folder.appendingPathComponent("all-MiniLM-L6-v2", isDirectory: true)
    sentence = try BERTEncoder(contentsOf: sentenceFolder, precision: precision)
    if let imageFolder {
      let encoder = try PretrainedImageEncoder(contentsOf: imageFolder, precision: precision)
      image = encoder
      imageName = "\(encoder.kind) (\(FeatureCache.state(ofFolder: imageFolder)))\(rounded)"
    } else {
      let file = folder.appendingPathComponent("efficientnet-lite0.safetensors")
      image = try EfficientNetLite0(contentsOf: file)
      imageName = "EfficientNet-Lite0 (\(FeatureCache.state(of: file))), 224 pixels"
    }
    if let textFolder {
      let encoder = try PretrainedTextEncoder(contentsOf: textFolder, precision: precision)
      text = encoder
      textName = "\(encoder.kind) (\(FeatureCache.state(ofFolder: textFolder)))\(rounded)"
    } else {
      text = try JoinedTextEncoder([
        sentence, HashedNGramEncoder(fittedTo: [], dimension: 4096),
      ])
      let weights = sentenceFolder.appendingPathComponent("model.safetensors")
      textName =
        "all-MiniLM-L6-v2 (\(FeatureCache.state(of: weights)))\(rounded), 4096 hashed n-grams"
    }
  }
}
