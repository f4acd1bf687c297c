import ArgumentParser
import Foundation
import HUSE
import HUSEConsole
import HUSEDistributed

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

      `mpirun -np 4 huse train --distributed` trains one model with four processes, on one machine \
      or several, connected by Open MPI.
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

  @Flag(
    help: """
      Whether to divide each step among the processes that mpirun has started. All need the same \
      arguments and data; the first writes the output.
      """)
  var distributed = false

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
    if dryRun {
      guard !settings.storage.sharded else {
        throw ValidationError("--dry-run reads the data of one process: pass it without --sharded.")
      }
      if resume { _ = try folder.checkpoints.checkpoint(for: settings) }
      if !resume { try folder.checkFree(overwriting: overwrite) }
      return try DryRun(settings: settings.completed, folder: folder, report: report).run()
    }
    guard distributed else { return try train(in: folder, with: RankAgreement(communicator: nil)) }
    try MPICommunicator.run { try trainAsRank(in: folder, of: $0) }
  }

  /// Trains as one of several processes; the first reports errors and results.
  private func trainAsRank(in folder: ModelFolder, of communicator: MPICommunicator) throws {
    let agreement = RankAgreement(communicator: communicator)
    guard !agreement.isFirst else {
      let lock = try agreement.reporting { try FolderLock(folder.url) }
      return try withExtendedLifetime(lock) { try train(in: folder, with: agreement) }
    }
    do {
      var quiet = self
      quiet.report = try ReportOptions.parse(["--quiet"])
      try quiet.train(in: folder, with: agreement)
    } catch let error as HUSEError {
      // No other rank can say this.
      if case .communicationFailed = error { throw error }
      MPIProcess.waitForRank0()
      throw ExitCode.failure
    } catch {
      MPIProcess.waitForRank0()
      throw (error as? Interruption.Stop)?.code ?? ExitCode.failure
    }
  }

  private func train(in folder: ModelFolder, with agreement: RankAgreement) throws {
    let isFirst = agreement.isFirst
    let checkpoint = try agreement.reporting { () -> Checkpoint? in
      guard isFirst else { return nil }
      guard resume else {
        try folder.prepare(overwriting: overwrite)
        return nil
      }
      return try folder.checkpoints.checkpoint(for: settings)
    }
    if let checkpoint, !report.quiet {
      StandardError.writeLine("Resuming after step \(checkpoint.step), epoch \(checkpoint.epoch).")
    }
    let outcome: TrainingSession.Outcome
    do {
      outcome = try TrainingSession(
        settings: settings.completed, folder: folder, checkpoint: checkpoint, isResumed: resume,
        report: report, agreement: agreement
      ).run()
    } catch let stop as Interruption.Stop {
      throw stop.exit(
        folder.checkpoints.newest.map {
          "\(output.shown)/checkpoints/\($0.lastPathComponent) holds the training. Resume with: "
            + (agreement.communicator.map { "mpirun -np \($0.size) huse train --distributed" }
              ?? "huse train") + " --resume --output \(ShellWord.quoted(output.path))"
        } ?? "The training had not begun.")
    }
    guard isFirst else { return }
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
    let ranks = outcome.summary.communication.map { ": \($0)" } ?? ""
    print(
      "Trained \(outcome.summary.epochs) epochs\(best)\(ranks). Wrote \(output.shown)/model.huse")
  }

  /// The summary at the end, as JSON.
  private struct Summary: Encodable {
    let model: String
    let training: TrainingSummary
    let test: [String: Double]?
  }
}
