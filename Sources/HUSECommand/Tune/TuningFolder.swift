import Foundation
import HUSE

/// The folder of a search for a recipe, with its journal and the files of training with the recipe.
struct TuningFolder {
  let training: ModelFolder

  init(url: URL) { training = ModelFolder(url: url) }

  var journal: URL { training.url.appendingPathComponent("journal.jsonl") }

  /// Prepares the folder for a search, or leaves it unchanged for a resumed search.
  ///
  /// - Throws: the same errors as `ModelFolder.prepare`; `HUSEError.writeFailed` if an old search
  ///   cannot be removed.
  func prepare(overwriting: Bool) throws(HUSEError) {
    let isThere = FileManager.default.fileExists(atPath: journal.path)
    if isThere, !overwriting { return }
    try training.prepare(overwriting: overwriting)
    // Training must not resume from the checkpoints of another training run.
    for file in [journal, training.checkpoints.settings]
    where FileManager.default.fileExists(atPath: file.path) {
      do {
        try FileManager.default.removeItem(at: file)
      } catch {
        throw .writeFailed(path: file.path, problem: error.localizedDescription)
      }
    }
  }

  /// The settings for training with the recipe of this folder, derived from those of the search.
  func settings(repeating settings: TrainingSettings) -> TrainingSettings {
    settings.repeating(FilePath(path: training.recipe.url.path))
  }

  /// Writes recipe.json, and huse.yaml, which names it.
  ///
  /// The model of an earlier search is removed, because the new files do not describe it.
  func write(_ recipe: TrainingRecipe, repeatedBy settings: TrainingSettings) throws {
    // Only its name, so that the folder can be moved.
    let file = self.settings(repeating: settings)
      .file(replacing: ["recipe": training.recipe.url.lastPathComponent])
    var files = FileSet()
    try files.add(training.recipe.url) { try RecipeFile(url: $0).write(recipe) }
    try files.add(training.settings) { try AtomicWrite.write(Data(file.utf8), to: $0) }
    files.remove(training.model)
    files.remove(training.split)
    try files.commit()
  }

  /// Writes the model with the split of the training run.
  func write(_ outcome: TrainingSession.Outcome) throws {
    var files = FileSet()
    if let split = outcome.split {
      try files.add(training.split) { try split.write(to: $0) }
    }
    try files.add(training.model) { try outcome.model.write(to: $0) }
    try files.commit()
  }

  /// Whether the folder holds a training run with this recipe, interrupted or complete.
  func holdsTraining(by recipe: TrainingRecipe, _ settings: TrainingSettings) -> Bool {
    let checkpoints = training.checkpoints
    return FileManager.default.contents(atPath: checkpoints.settings.path)
      == Data(settings.file.utf8) && (try? checkpoints.recipe.read()) == recipe
  }
}
