import Foundation
import HUSE

extension FuzzTarget {
  /// The same document as the configuration of the model, its tokenizer, its pooling and its
  /// prompts; the first byte chooses the weights.
  static let pretrainedText = FuzzTarget("pretrained-text") { bytes throws(HUSEError) in
    guard let first = bytes.first else { return }
    let name = TinyTextEncoders.names[Int(first) % TinyTextEncoders.names.count]
    let folder = TinyTextEncoders.folders[name]!
    for file in TinyTextEncoders.settings {
      _ = MemoryFolder.shared.write(bytes.dropFirst(), to: "text-\(name)/\(file).json")
    }
    let encoder = try PretrainedTextEncoder(contentsOf: folder)
    let again = try PretrainedTextEncoder(encoder.stored(), path: "stored")
    _ = try again.features(of: ["two red apples"])
  }

  /// Models of a few kilobytes, which the script names.
  private enum TinyTextEncoders {
    static let names = ["bert-dense", "clip", "model2vec", "siglip", "xlm-roberta"]

    static let settings = [
      "config", "tokenizer_config", "sentence_bert_config", "config_sentence_transformers",
      "1_Pooling/config", "2_Dense/config",
    ]

    /// Copies, in which the settings can be exchanged.
    static let folders: [String: URL] = {
      guard let path = ProcessInfo.processInfo.environment["HUSE_FUZZ_TEXTS"] else {
        fatalError("HUSE_FUZZ_TEXTS is not set: run Scripts/fuzz.")
      }
      let source = URL(fileURLWithPath: path)
      return Dictionary(
        uniqueKeysWithValues: names.map { name in
          let folder = MemoryFolder.shared.folder("text-\(name)")
          for part in ["1_Pooling", "2_Dense", "3_Dense"] {
            _ = MemoryFolder.shared.folder("text-\(name)/\(part)")
          }
          for file in [
            "model.safetensors", "tokenizer.json", "modules.json", "2_Dense/model.safetensors",
            "3_Dense/model.safetensors", "3_Dense/config.json",
          ] {
            let original = source.appendingPathComponent("\(name)/\(file)")
            guard let bytes = try? Data(contentsOf: original) else { continue }
            _ = MemoryFolder.shared.write(bytes, to: "text-\(name)/\(file)")
          }
          return (name, folder)
        })
    }()
  }
}
