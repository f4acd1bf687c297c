import Foundation
import HUSE

/// The folder of a search for a recipe: the journal, and what the training by the recipe writes.
struct TuningFolder {
  let training: ModelFolder

  init(url: URL) { training = ModelFolder(url: url) }

  var journal: URL { training.url.appendingPathComponent("journal.jsonl") }

  /// Makes the folder for a search, or leaves it as it is for one that is resumed.
  ///
  /// - Throws: as `ModelFolder.prepare`; `HUSEError.writeFailed` if an old search cannot be
  ///   removed.
  func prepare(overwriting: Bool) throws(HUSEError) {
    let isThere = FileManager.default.fileExists(atPath: journal.path)
    if isThere, !overwriting { return }
    try training.prepare(overwriting: overwriting)
    // Checkpoints of another training are not resumed from.
    for file in [journal, training.checkpoints.settings]
    where FileManager.default.fileExists(atPath: file.path) {
      do {
        try FileManager.default.removeItem(at: file)
      } catch {
        throw .writeFailed(path: file.path, problem: error.localizedDescription)
      }
    }
  }

  /// The settings of a training by the recipe of this folder.
  ///
  /// - Parameter settings: those of the search.
  func settings(repeating settings: TrainingSettings) -> TrainingSettings {
    settings.repeating(FilePath(path: training.recipe.url.path))
  }

  /// Writes recipe.json, and huse.yaml that names it. A model of an earlier search is removed: it
  /// would not be the one that they describe.
  func write(_ recipe: TrainingRecipe, repeatedBy settings: TrainingSettings) throws {
    // By its name alone: the folder can be moved.
    let file = self.settings(repeating: settings)
      .file(replacing: ["recipe": training.recipe.url.lastPathComponent])
    var files = FileSet()
    try files.add(training.recipe.url) { try RecipeFile(url: $0).write(recipe) }
    try files.add(training.settings) { try AtomicWrite.write(Data(file.utf8), to: $0) }
    files.remove(training.model)
    try files.commit()
  }

  /// Whether a training by this recipe was interrupted here, or has ended.
  func holdsTraining(by recipe: TrainingRecipe, _ settings: TrainingSettings) -> Bool {
    let checkpoints = training.checkpoints
    return FileManager.default.contents(atPath: checkpoints.settings.path)
      == Data(settings.file.utf8) && (try? checkpoints.recipe.read()) == recipe
  }
}
