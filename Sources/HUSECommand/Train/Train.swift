import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Trains a model.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model on images and texts, or on their features.",
    discussion: """
      Without options the training follows from the data: a recipe is chosen by measuring on folds \
      of it, printed, and written to recipe.json and into the model. Every setting is an option, \
      and a line `name: value` of a settings file. Options have precedence over the file, and the \
      file over defaults. Paths in a file are relative to its folder.

      Writes model.huse, huse.yaml with the settings that were in effect, split.csv with the part \
      of each row, curves.csv, and events for TensorBoard. `huse train --config OUTPUT/huse.yaml \
      --output OTHER` repeats the run.

      Checkpoints are written to OUTPUT/checkpoints. SIGINT, SIGTERM and SIGHUP end the training \
      after the current step, with a checkpoint and the exit status 130, 143 or 129. `huse train \
      --resume --output OUTPUT` continues from the newest checkpoint, and ends with the same model \
      as without the interruption.
      """)

  @Option(help: "Settings file, in YAML.")
  var config: FilePath?

  @Option(name: [.customShort("o"), .long], help: "Folder for the model and its curves.")
  var output: FilePath

  @Flag(help: "Whether to replace a model and an interrupted training in the folder.")
  var overwrite = false

  @Flag(
    help: """
      Whether to resume from the newest checkpoint in the folder. Settings that are not given are \
      those of its training.
      """)
  var resume = false

  @Flag(help: "Whether to only print all settings, as a file for --config.")
  var printConfig = false

  @Flag(help: "Whether to only read and check data, settings and encoders.")
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
    try OutputCheck.check(
      [folder.url] + folder.files, areNotAmong: [config?.url] + settings.inputs)
    let checkpoint = resume ? try folder.checkpoints.checkpoint(for: settings) : nil
    if dryRun {
      if !resume { try folder.checkFree(overwriting: overwrite) }
      return try DryRun(settings: settings.completed, folder: folder, report: report).run()
    }
    if !resume { try folder.prepare(overwriting: overwrite) }
    if let checkpoint, !report.quiet {
      StandardError.writeLine("Resuming after step \(checkpoint.step), epoch \(checkpoint.epoch).")
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
          "\(output.shown)/checkpoints/\($0.lastPathComponent) holds the training. Resume with: "
            + "huse train --resume --output \(ShellWord.quoted(output.path))"
        } ?? "The training had not begun.")
    }
    try folder.write(outcome, trainedWith: settings.completed)
    try printSummary(of: outcome, folder: folder)
  }

  private func printSummary(of outcome: TrainingSession.Outcome, folder: ModelFolder) throws {
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
    print("Trained \(outcome.summary.epochs) epochs\(best). Wrote \(output.shown)/model.huse")
  }

  /// The summary at the end, as JSON.
  private struct Summary: Encodable {
    let model: String
    let training: TrainingSummary
    let test: [String: Double]?
  }
}
