import Foundation
import HUSE

/// The frozen encoders that turn texts and pictures into features.
struct Encoders {
  let text: BERTEncoder
  let image: EfficientNetLite0

  /// What the cache of features calls them.
  let textName = "all-MiniLM-L6-v2, mean of the last layer"
  let imageName = "EfficientNet-Lite0, ImageNet, 224 pixels"

  init(folder: URL) throws {
    text = try BERTEncoder(
      contentsOf: folder.appendingPathComponent("all-MiniLM-L6-v2", isDirectory: true))
    image = try EfficientNetLite0(
      contentsOf: folder.appendingPathComponent("efficientnet-lite0.safetensors"))
  }
}
