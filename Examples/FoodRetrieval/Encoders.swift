import Foundation
import HUSE

/// The frozen encoders that turn texts and images into features.
struct Encoders {
  /// Encodes the meaning of sentences; class names are compared by it.
  let sentence: BERTEncoder
  /// Meaning and spelling together, as the paper joins BERT and TF-IDF.
  ///
  /// The weights of the n-grams are not fitted, so that no held-out text has a part in the
  /// features.
  let text: JoinedTextEncoder
  let image: any ImageEncoder

  /// The names in the cache of features; other weights have another name.
  let textName: String
  let imageName: String

  /// The encoders in a folder; `imageFolder` is a pretrained model for images, `nil` for
  /// EfficientNet-Lite0.
  init(folder: URL, imageFolder: URL?) throws {
    let sentenceFolder = folder.appendingPathComponent("all-MiniLM-L6-v2", isDirectory: true)
    sentence = try BERTEncoder(contentsOf: sentenceFolder)
    text = try JoinedTextEncoder([sentence, HashedNGramEncoder(fittedTo: [], dimension: 4096)])
    if let imageFolder {
      let encoder = try PretrainedImageEncoder(contentsOf: imageFolder)
      image = encoder
      imageName = "\(encoder.kind) (\(FeatureCache.state(ofFolder: imageFolder)))"
    } else {
      let file = folder.appendingPathComponent("efficientnet-lite0.safetensors")
      image = try EfficientNetLite0(contentsOf: file)
      imageName = "EfficientNet-Lite0 (\(FeatureCache.state(of: file))), 224 pixels"
    }
    let weights = sentenceFolder.appendingPathComponent("model.safetensors")
    textName = "all-MiniLM-L6-v2 (\(FeatureCache.state(of: weights))), 4096 hashed n-grams"
  }
}
