import ArgumentParser
import Foundation
import HUSE

/// The folder with the checkpoints and the settings of a training run, from which `--resume`
/// continues.
struct CheckpointFolder {
  let url: URL

  var settings: URL { url.appendingPathComponent("huse.yaml") }
  /// The file of the recipe, which exists once the recipe is known.
  var recipe: RecipeFile { RecipeFile(url: url.appendingPathComponent("recipe.json")) }
  /// Whether a training run has started in this folder.
  var isBegun: Bool { FileManager.default.fileExists(atPath: settings.path) }
  var newest: URL? { Checkpoint.files(in: url).last }

  /// The settings that may change when training resumes: they determine how long it runs, where,
  /// and what is kept.
  private static let changeable: Set = [
    "data", "encoders", "feature-storage", "epochs", "patience", "curves-every", "checkpoint-every",
    "checkpoint-minutes", "keep-checkpoints", "store-encoders", "threads",
  ]

  /// The error if there is no training run to resume.
  var missing: HUSEError {
    .fileNotFound(
      path: url.appendingPathComponent("*.checkpoint").path,
      remedy: "There is no training to resume: omit --resume, or pass its --output.")
  }

  /// Prepares the folder for a new training run.
  func begin(_ settings: TrainingSettings) throws(HUSEError) {
    try Checkpoint.removeAll(in: url)
    try FileManager.default.createFolder(at: url)
    if recipe.exists { try? FileManager.default.removeItem(at: recipe.url) }
    try keep(settings)
  }

  /// Writes the settings, for resuming.
  func keep(_ settings: TrainingSettings) throws(HUSEError) {
    try AtomicWrite.write(Data(settings.file.utf8), to: self.settings)
  }

  /// The newest checkpoint, or `nil` if training was interrupted before the first one.
  ///
  /// - Throws: `HUSEError.fileNotFound` if there is no training run, `.checkpointMismatch` if the
  ///   checkpoint belongs to a training run with other settings, `.invalidArgument` if it is beyond
  ///   the epochs of the settings, and the errors of reading it.
  func checkpoint(for settings: TrainingSettings) throws -> Checkpoint? {
    guard newest != nil || isBegun else { throw missing }
    try check(settings)
    guard let checkpoint = try Checkpoint.latest(in: url) else { return nil }
    let epochs = settings.run.completed.epochs
    guard settings.recipe.recipe != .manual || checkpoint.epoch <= epochs else {
      throw HUSEError.invalidArgument(
        name: "--epochs", found: "\(epochs)",
        expected: "at least \(checkpoint.epoch), which the training has begun")
    }
    return checkpoint
  }

  private func check(_ settings: TrainingSettings) throws {
    let stored = try TrainingSettings.parse(SettingsFile(path: self.settings.path).arguments)
    // The number of steps of a recipe is fixed before the first step.
    let changeable =
      settings.recipe.recipe == .manual ? Self.changeable : Self.changeable.subtracting(["epochs"])
    let differences = zip(stored.completed.list, settings.completed.list).filter {
      $0.text != $1.text && !changeable.contains($0.name)
    }
    guard differences.isEmpty else {
      throw HUSEError.checkpointMismatch(
        source: self.settings.path,
        differences: differences.map {
          "\($0.name) \($0.text ?? "none") there, \($1.text ?? "none") here"
        })
    }
  }
}

extension CheckpointSettings {
  /// When and where the trainer writes checkpoints.
  func rule(in folder: CheckpointFolder) throws(HUSEError) -> Checkpointing {
    try Checkpointing(
      in: folder.url, everySteps: checkpointEvery > 0 ? checkpointEvery : nil,
      everyMinutes: checkpointMinutes > 0 ? checkpointMinutes : nil, keepingLast: keepCheckpoints)
  }
}
