import Foundation
import HUSECore
import HUSEEncoders

/// A folder with files of a tiny BERT model, and what reading it says.
enum TinyBERT {
  static let model = Fixture.url("text/tiny-bert")
  static let texts = ["a slice of pizza", "Thin crust"]

  static func withModel<Result>(
    _ names: [String] = ["config.json", "vocab.txt", "model.safetensors"], in part: String = "",
    _ body: (URL) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      let place = part.isEmpty ? folder : folder.appendingPathComponent(part)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for name in names {
        try FileManager.default.copyItem(
          at: model.appendingPathComponent(name), to: place.appendingPathComponent(name))
      }
      return try body(folder)
    }
  }

  static func write(_ text: String, _ name: String, in folder: URL) throws {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  static func error(_ folder: URL) -> String? {
    errorText { () throws(HUSEError) in try BERTEncoder(contentsOf: folder) }?
      .replacingOccurrences(of: folder.path, with: "F")
  }
}
