import Foundation
import HUSE

extension FuzzTarget {
  /// The same document as config.json and preprocessor_config.json; the first byte chooses the
  /// weights.
  static let pretrainedImage = FuzzTarget("pretrained-image", allocationLimit: 256) {
    bytes throws(HUSEError) in
    guard let first = bytes.first else { return }
    let name = TinyImageEncoders.names[Int(first) % TinyImageEncoders.names.count]
    let folder = TinyImageEncoders.folders[name]!
    for file in ["config", "preprocessor_config"] {
      _ = MemoryFolder.shared.write(bytes.dropFirst(), to: "\(name)/\(file).json")
    }
    let encoder = try PretrainedImageEncoder(contentsOf: folder)
    _ = try PretrainedImageEncoder(encoder.stored(), path: "stored")
  }

  /// Models of a few kilobytes, which the script names.
  private enum TinyImageEncoders {
    static let names = ["clip", "dinov2", "resnet-basic", "siglip"]

    /// Copies, in which the settings can be exchanged.
    static let folders: [String: URL] = {
      guard let path = ProcessInfo.processInfo.environment["HUSE_FUZZ_IMAGES"] else {
        fatalError("HUSE_FUZZ_IMAGES is not set: run Scripts/fuzz.")
      }
      let source = URL(fileURLWithPath: path)
      return Dictionary(
        uniqueKeysWithValues: names.map { name in
          let folder = MemoryFolder.shared.folder(name)
          let file = source.appendingPathComponent(name).appendingPathComponent("model.safetensors")
          guard let bytes = try? Data(contentsOf: file) else {
            fatalError("\(file.path) is not there")
          }
          _ = MemoryFolder.shared.write(bytes, to: "\(name)/model.safetensors")
          return (name, folder)
        })
    }()
  }
}
