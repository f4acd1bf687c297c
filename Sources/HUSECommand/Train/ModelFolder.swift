import Foundation
import HUSE

/// The folder of a trained model: `model.huse`, `huse.yaml`, the curves and the checkpoints.
struct ModelFolder {
  let url: URL

  var model: URL { url.appendingPathComponent("model.huse") }
  var settings: URL { url.appendingPathComponent("huse.yaml") }
  var recipe: RecipeFile { RecipeFile(url: url.appendingPathComponent("recipe.json")) }
  var split: URL { url.appendingPathComponent("split.csv") }
  /// Whether there is a split.csv.
  var hasSplit: Bool { FileManager.default.fileExists(atPath: split.path) }
  var features: URL { url.appendingPathComponent("features", isDirectory: true) }
  var checkpoints: CheckpointFolder {
    CheckpointFolder(url: url.appendingPathComponent("checkpoints", isDirectory: true))
  }

  /// The files that training writes, apart from checkpoints and features.
  var files: [URL] {
    [model, settings, recipe.url, split]
      + [CSVCurves.name, EventFile.name].map { url.appendingPathComponent($0) }
  }

  /// Writes a model together with its settings, its recipe and its split.
  ///
  /// The files of one training run are never left beside the model of another.
  ///
  /// - Throws: `HUSEError.writeFailed`; the earlier files are then unchanged, unless the system
  ///   itself fails.
  func write(_ outcome: TrainingSession.Outcome, trainedWith settings: TrainingSettings) throws {
    var files = FileSet()
    if let recipe = outcome.model.recipe {
      try files.add(self.recipe.url) { try RecipeFile(url: $0).write(recipe) }
    } else {
      files.remove(recipe.url)
    }
    if let split = outcome.split {
      try files.add(self.split) { try split.write(to: $0) }
    } else {
      files.remove(split)
    }
    try files.add(self.settings) { try AtomicWrite.write(Data(settings.file.utf8), to: $0) }
    try files.add(self.model) { try outcome.model.write(to: $0) }
    try files.commit()
  }

  /// Checks that a training run may start in the folder.
  ///
  /// - Throws: `HUSEError.writeFailed` if there is a model that may not be overwritten,
  ///   `.invalidData` if there is a training run to resume.
  func checkFree(overwriting: Bool) throws(HUSEError) {
    guard !overwriting else { return }
    guard !FileManager.default.fileExists(atPath: model.path) else {
      throw .writeFailed(
        path: model.path,
        problem: "it is there. Pass another --output, or --overwrite to replace it")
    }
    if let newest = checkpoints.newest {
      throw .invalidData(
        source: newest.path, problem: "is the checkpoint of an interrupted training",
        remedy: "Pass --resume to continue it, --overwrite to start again, or another --output.")
    }
  }

  /// Prepares the folder for a new training run.
  ///
  /// - Throws: the same errors as `checkFree(overwriting:)`; `HUSEError.writeFailed` if the folder
  ///   cannot be created.
  func prepare(overwriting: Bool) throws(HUSEError) {
    try checkFree(overwriting: overwriting)
    try FileManager.default.createFolder(at: url)
  }
}

extension FilePath {
  /// The model file: the path itself, or the model in the folder of a training run.
  var modelFile: URL { isFolder ? ModelFolder(url: url).model : url }
}
