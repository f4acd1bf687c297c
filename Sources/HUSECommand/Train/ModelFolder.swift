import Foundation
import HUSE

/// The folder of a trained model: `model.huse`, `huse.yaml` and the curves.
struct ModelFolder {
  let url: URL

  var model: URL { url.appendingPathComponent("model.huse") }
  var settings: URL { url.appendingPathComponent("huse.yaml") }
  var features: URL { url.appendingPathComponent("features", isDirectory: true) }

  /// Makes the folder.
  ///
  /// - Throws: `HUSEError.writeFailed` if it cannot be made, or holds a model that may not be
  ///   replaced.
  func prepare(overwriting: Bool) throws(HUSEError) {
    guard overwriting || !FileManager.default.fileExists(atPath: model.path) else {
      throw .writeFailed(
        path: model.path,
        problem: "it is there. Pass another --output, or --overwrite to replace it")
    }
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw .writeFailed(path: url.path, problem: error.localizedDescription)
    }
  }
}

extension FilePath {
  /// The model file that a path names: itself, or that of the folder of a training.
  var modelFile: URL { isFolder ? ModelFolder(url: url).model : url }
}
