import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Trains a model.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model on pictures and texts, or on features of them.",
    discussion: """
      Without options the training follows from the data: a recipe is chosen on folds of it, printed, \
      and kept as recipe.json and in the model. Every setting is an option, and a line \
      `name: value` of a settings file. An option has precedence over the file, the file over the \
      default. Paths in a file start from its folder.

      Writes model.huse, huse.yaml with the settings that were in effect, curves.csv, and events \
      for TensorBoard. `huse train --config OUTPUT/huse.yaml --output OTHER` repeats the run.

      Checkpoints go to OUTPUT/checkpoints. SIGINT, SIGTERM and SIGHUP end the training after the \
      current step with one more, and the exit status 130, 143 or 129. \
      `huse train --resume --output OUTPUT` continues from the newest and ends with the same model \
      as without the interruption.
      """)

  @Option(help: "A file of settings, YAML.")
  var config: FilePath?

  @Option(name: [.customShort("o"), .long], help: "The folder for the model and its curves.")
  var output: FilePath

  @Flag(help: "Replace a model, and a training that was interrupted, in the folder.")
  var overwrite = false

  @Flag(
    help: """
      Go on from the newest checkpoint in the folder. Settings that are not given are those of its \
      training.
      """)
  var resume = false

  @Flag(help: "Print the settings that would be in effect, as a file for --config, and end.")
  var printConfig = false

  @Flag(help: "Read and check data, settings and encoders, say what would be trained, and end.")
  var dryRun = false

  @OptionGroup var report: ReportOptions

  @OptionGroup var settings: TrainingSettings

  func validate() throws {
    if overwrite, resume { throw ValidationError("Pass --overwrite or --resume, not both.") }
    try settings.checkTogether()
  }

  func run() throws {
    let folder = ModelFolder(url: output.url)
    if printConfig {
      StandardOutput.write(settings.completed.file)
      return
    }
    try OutputCheck.check(folder.files, areNotAmong: [config?.url] + settings.inputs)
    let checkpoint = resume ? try folder.checkpoints.checkpoint(for: settings) : nil
    if dryRun {
      if !resume { try folder.checkFree(overwriting: overwrite) }
      return try DryRun(settings: settings.completed, folder: folder, report: report).run()
    }
    if !resume { try folder.prepare(overwriting: overwrite) }
    if let checkpoint, !report.quiet {
      StandardError.writeLine("Going on after step \(checkpoint.step), epoch \(checkpoint.epoch).")
    }
    let outcome: TrainingSession.Outcome
    do {
      outcome = try TrainingSession(
        settings: settings.completed, folder: folder, checkpoint: checkpoint, isResumed: resume,
        report: report
      ).run()
    } catch let stop as Interruption.Stop {
      throw stop.exit(
        folder.checkpoints.newest.map {
          "\(output.path)/checkpoints/\($0.lastPathComponent) holds the training. Go on with: "
            + "huse train --resume --output \(ShellWord.quoted(output.path))"
        } ?? "The training had not begun.")
    }
    try folder.write(outcome.model, trainedWith: settings.completed)
    try tell(outcome, folder: folder)
  }

  private func tell(_ outcome: TrainingSession.Outcome, folder: ModelFolder) throws {
    guard !report.quiet else { return }
    let measures = try outcome.test.map { test in
      try SystemMeasures(
        of: outcome.model, on: test,
        taxonomy: settings.classes.hierarchy.tree(of: outcome.classNames),
        classifies: outcome.classifies)
    }
    if report.json {
      try JSONLine.print(
        Summary(
          model: folder.model.path, training: outcome.summary, test: measures?.values))
      return
    }
    if let measures, let test = outcome.test {
      print(EvaluationTables(measures, count: test.count).text + "\n")
    }
    if let recipe = outcome.model.recipe { print("\(recipe)\n") }
    let best = outcome.summary.bestEpoch.map { ", the weights of epoch \($0)" } ?? ""
    print("Trained \(outcome.summary.epochs) epochs\(best). Wrote \(output.path)/model.huse")
  }

  /// What is said at the end, as JSON.
  private struct Summary: Encodable {
    let model: String
    let training: TrainingSummary
    let test: [String: Double]?
  }
}
