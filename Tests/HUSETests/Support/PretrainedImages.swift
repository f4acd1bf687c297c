import Foundation
import HUSECore
import HUSEEncoders

/// Folders of small image encoders as transformers saved them, and what it computes with them.
enum PretrainedImages {
  static let names = [
    "vit", "dinov2", "clip", "clip-vision", "siglip", "resnet-basic", "resnet-bottleneck",
  ]
  static let images: [ImageSource] = ["61x43", "30x47"].map {
    .file(Fixture.url("image/pretrained/\($0).png"))
  }

  static func folder(_ name: String) -> URL { Fixture.url("image/pretrained/\(name)") }

  static func expected(_ file: String, _ name: String) throws -> Tensor {
    try SafetensorsFile(contentsOf: Fixture.url("image/pretrained/\(file).safetensors"))
      .tensor(name)
  }

  /// Runs `body` with a copy of a folder.
  static func withCopy<Result>(
    of name: String, _ body: (TemporaryFolder) throws -> Result
  ) throws -> Result {
    let folder = try TemporaryFolder()
    for file in try FileManager.default.contentsOfDirectory(atPath: self.folder(name).path) {
      try FileManager.default.copyItem(
        at: self.folder(name).appendingPathComponent(file),
        to: folder.url.appendingPathComponent(file))
    }
    return try withExtendedLifetime(folder) { try body(folder) }
  }

  /// Sets keys of a JSON file in a folder; `nil` removes one.
  ///
  /// A key of an inner object is written `outer.inner`.
  static func set(
    _ changes: [String: (any Sendable)?], in file: String, of folder: TemporaryFolder
  ) throws {
    let data = try Data(contentsOf: folder.url.appendingPathComponent(file))
    var object = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    for (key, value) in changes {
      let parts = key.split(separator: ".").map(String.init)
      if parts.count == 2 {
        var inner = object[parts[0]] as? [String: Any] ?? [:]
        inner[parts[1]] = value
        object[parts[0]] = inner
      } else {
        object[key] = value
      }
    }
    try folder.write(JSONSerialization.data(withJSONObject: object), to: file)
  }

  /// What reading a folder says.
  static func error(_ folder: TemporaryFolder) -> String? {
    errorText { () throws(HUSEError) in try PretrainedImageEncoder(contentsOf: folder.url) }?
      .replacingOccurrences(of: folder.url.path, with: "F")
  }
}
