import ArgumentParser
import Foundation
import HUSE

/// All settings of a training run.
struct TrainingSettings: ParsableArguments {
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Encoders") var encoders: EncoderOptions
  @OptionGroup(title: "Classes") var classes: ClassGraphOptions
  @OptionGroup(title: "Recipe") var recipe: RecipeSettings
  @OptionGroup(title: "Parts") var parts: PartSettings
  @OptionGroup(title: "Model") var model: ModelSettings
  @OptionGroup(title: "Loss") var loss: LossSettings
  @OptionGroup(title: "Optimizer") var optimizer: OptimizerSettings
  @OptionGroup(title: "Schedule") var schedule: ScheduleSettings
  @OptionGroup(title: "Storage") var storage: StorageSettings
  @OptionGroup(title: "Run") var run: RunSettings
  @OptionGroup(title: "Checkpoints") var checkpoints: CheckpointSettings

  /// The settings if the user specifies only the data.
  static func defaults() throws -> TrainingSettings { try parse(["--data=."]) }

  /// All settings, in the order of their groups.
  var list: [Setting] { Setting.groups(of: self).flatMap(\.settings) }

  /// The settings with all defaults of manual training filled in.
  ///
  /// The settings of training with a recipe are unchanged, because the recipe is derived from the
  /// data.
  var completed: TrainingSettings {
    guard recipe.recipe == .manual else { return self }
    var result = self
    result.model.complete()
    result.loss.complete()
    result.optimizer.complete()
    result.run.complete()
    result.schedule.schedule = schedule.completed
    result.parts.validationFraction =
      parts.validationFraction ?? (parts.split == nil ? 0.1 : 0)
    result.classes.graph = classes.graph ?? .names
    return result
  }

  /// Checks settings that depend on each other.
  func checkTogether() throws {
    try classes.hierarchy.checkTogether()
    try optimizer.checkTogether()
    try parts.checkTogether()
    guard recipe.recipe == .manual else { return try checkRecipe() }
    try schedule.checkTogether(epochs: run.completed.epochs)
    guard loss.isAny else {
      throw ValidationError("Every weight of the loss is 0: there is nothing to learn.")
    }
  }
}

extension TrainingSettings {
  /// The files and folders that training reads.
  var inputs: [URL?] {
    let hierarchy = classes.hierarchy
    return [
      data.data, parts.split, recipe.recipe.filePath, hierarchy.taxonomy, hierarchy.wordnet,
      hierarchy.synsets?.filePath, encoders.imageEncoder?.filePath,
      encoders.textEncoder?.filePath,
    ].map { $0?.url }
  }

  /// The settings as a file that repeats the run, group by group.
  var file: String { file(replacing: [:]) }

  /// The same file with other values for the settings of these names.
  func file(replacing values: [String: String]) -> String {
    let groups = Setting.groups(of: self).map { group in
      let lines = group.settings.compactMap { setting in
        (values[setting.name] ?? setting.text).map { "\(setting.name): \(Self.quoted($0))" }
      }
      return (["# \(group.title)"] + lines).joined(separator: "\n")
    }
    return groups.filter { $0.contains("\n") }.joined(separator: "\n\n") + "\n"
  }

  /// The text as a YAML value, quoted if YAML could read something else.
  private static func quoted(_ text: String) -> String {
    guard !text.unicodeScalars.contains(where: \.isControl) else { return doublyQuoted(text) }
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "/._-,".unicodeScalars.contains(scalar))
    }
    guard !isPlain || text.first == "-" && Double(text) == nil else { return text }
    return "'" + text.replacingOccurrences(of: "'", with: "''") + "'"
  }

  /// The text in double quotes, the only ones in which YAML has escapes for line breaks.
  private static func doublyQuoted(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar in
      if scalar == "\"" || scalar == "\\" { return "\\\(scalar)" }
      return scalar.isControl
        ? "\\u" + String(format: "%04x", scalar.value) : String(scalar)
    }
    return "\"" + scalars.joined() + "\""
  }
}
