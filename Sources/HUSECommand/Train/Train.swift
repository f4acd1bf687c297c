import ArgumentParser
import Foundation
import HUSE

/// Trains a model.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model on pictures and texts, or on features of them.",
    discussion: """
      Every setting is an option, and a line `name: value` of a settings file. An option has \
      precedence over the file, the file over the default. Paths in a file start from its folder.

      Writes model.huse, huse.yaml with the settings that were in effect, curves.csv, and events \
      for TensorBoard. `huse train --config OUTPUT/huse.yaml --output OTHER` repeats the run.
      """)

  @Option(help: "A file of settings, YAML.")
  var config: FilePath?

  @Option(name: [.customShort("o"), .long], help: "The folder for the model and its curves.")
  var output: FilePath

  @Flag(help: "Replace a model that is in the folder.")
  var overwrite = false

  @OptionGroup var report: ReportOptions

  @OptionGroup var settings: TrainingSettings

  func validate() throws { try settings.checkTogether() }

  func run() throws {
    let folder = ModelFolder(url: output.url)
    try folder.prepare(overwriting: overwrite)
    let outcome = try TrainingRun(settings: settings, folder: folder, report: report).run()
    var effective = settings
    effective.optimizer.complete()
    try AtomicWrite.write(Data(effective.file.utf8), to: folder.settings)
    try outcome.model.write(to: folder.model)
    try tell(outcome, folder: folder)
  }

  private func tell(_ outcome: TrainingRun.Outcome, folder: ModelFolder) throws {
    guard !report.quiet else { return }
    let measures = try outcome.test.map { test in
      try SystemMeasures(
        of: outcome.model, on: test,
        taxonomy: settings.classes.hierarchy.tree(of: outcome.classNames),
        classifies: settings.loss.classificationWeight > 0)
    }
    if report.json {
      try JSONLine.print(
        Summary(
          model: folder.model.path, steps: outcome.summary.steps, epochs: outcome.summary.epochs,
          bestEpoch: outcome.summary.bestEpoch, stoppedEarly: outcome.summary.stoppedEarly,
          test: measures?.values))
      return
    }
    if let measures, let test = outcome.test {
      print(EvaluationTables(measures, count: test.count).text + "\n")
    }
    let best = outcome.summary.bestEpoch.map { ", the weights of epoch \($0)" } ?? ""
    print("Trained \(outcome.summary.epochs) epochs\(best). Wrote \(output.path)/model.huse")
  }

  /// What is said at the end, as JSON.
  private struct Summary: Encodable {
    let model: String
    let steps: Int
    let epochs: Int
    let bestEpoch: Int?
    let stoppedEarly: Bool
    let test: [String: Double]?
  }
}

extension Train {
  /// The arguments of the program with the settings of `--config` before them, so that options, the
  /// last of which counts, have precedence.
  ///
  /// - Throws: `SettingsError` for what is wrong with the file.
  static func expanding(_ arguments: [String]) throws -> [String] {
    guard arguments.first == "train" else { return arguments }
    var path: String?
    for (argument, next) in zip(arguments, arguments.dropFirst() + [""]) {
      if argument == "--config", !next.isEmpty { path = next }
      if argument.hasPrefix("--config=") { path = String(argument.dropFirst("--config=".count)) }
    }
    guard let path else { return arguments }
    return ["train"] + (try SettingsFile(path: path).arguments) + arguments.dropFirst()
  }
}
