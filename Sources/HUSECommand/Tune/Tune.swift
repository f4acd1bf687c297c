import ArgumentParser
import Foundation
import HUSE

/// Searches for a recipe and trains a model with it.
struct Tune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Search for the best recipe for the data, and train a model by it.",
    discussion: """
      Random search with successive halving over folds of the training rows. Trial 0 is the recipe \
      that train starts at; every other trial draws about half of its values. A third of the \
      trials reaches the next rung: one fold and a third of the steps, then two folds, then all \
      folds. The best trial replaces trial 0 if it is clearly better. An option that belongs to \
      the recipe, such as --dropout or --epochs, holds for all trials. Test rows are held out as \
      by train, and are never used.

      Writes journal.jsonl, recipe.json, huse.yaml and model.huse. `huse train --config \
      OUTPUT/huse.yaml --output OTHER` repeats the training of the model.

      SIGINT and SIGTERM end the search after the current step, with the exit status 130 or 143. \
      The same command resumes it, also after a kill; more --trials or --minutes extend it.
      """)

  @Option(help: "Settings file, in YAML.")
  var config: FilePath?

  @Option(name: [.customShort("o"), .long], help: "Folder for the journal and the model.")
  var output: FilePath

  @Flag(help: "Whether to replace a search and a model in the folder.")
  var overwrite = false

  @Option(
    help: "Number of trials. 27 by default; with --minutes as many as there is time for.")
  var trials: Int?

  @Option(
    help: "Approximate number of minutes for the search; the training of the model comes on top.")
  var minutes: Double?

  @OptionGroup var report: ReportOptions

  @OptionGroup var settings: TrainingSettings

  func validate() throws {
    try Ranges.checkAboveZero(trials, "trials")
    try Ranges.check(minutes, "minutes", 1e-6..<1e6, "a number above 0 and below a million")
    try settings.checkTogether()
    if settings.recipe.recipe == .manual {
      throw ValidationError("--recipe manual has no recipe to tune. Omit it.")
    }
    if settings.recipe.folds == 0 {
      throw ValidationError("--folds: expected 2 or more, found 0: trials are measured on folds.")
    }
  }

  private var tuning: RecipeTuning {
    RecipeTuning(
      trialCount: trials ?? (minutes == nil ? 27 : .max),
      timeLimit: minutes.map { .seconds($0 * 60) }, foldCount: settings.recipe.folds,
      varying: settings.searched)
  }

  func run() throws {
    let folder = TuningFolder(url: output.url)
    try OutputCheck.check(
      [output.url, folder.journal] + folder.training.files,
      areNotAmong: [config?.url] + settings.inputs)
    try folder.prepare(overwriting: overwrite)
    Interruption.watch()
    let outcome = try search(folder)
    try folder.write(outcome.recipe, repeatedBy: settings)
    let training = try train(folder, recipe: outcome.recipe)
    try folder.write(training)
    try printSummary(of: outcome, training)
  }

  private func search(_ folder: TuningFolder) throws -> RecipeTuning.Outcome {
    let input = try TuningInput(settings, features: folder.training.features, report: report)
    var journal = try TuningJournal(
      url: folder.journal, plan: try input.plan(of: tuning))
    var reporter = TuningReporter(options: report)
    defer { reporter.end() }
    try reporter.begin(resuming: journal.evaluations.count)
    func run(_ pairs: some PairedDataset) throws -> RecipeTuning.Outcome {
      try tuning.run(
        on: pairs, graph: input.graph, groups: input.groups, startingAt: input.start,
        resumingFrom: journal.evaluations,
        record: { evaluation in
          try journal.add(evaluation)
          try reporter.report(evaluation)
        },
        progress: { progress in
          try reporter.report(progress)
          try Interruption.check()
        })
    }
    do {
      return try run(input.pairs)
    } catch let stop as Interruption.Stop {
      throw stop.exit(
        "\(output.shown)/journal.jsonl holds \(journal.evaluations.count) evaluations. "
          + "The same command resumes.")
    }
  }

  private func train(
    _ folder: TuningFolder, recipe: TrainingRecipe
  ) throws -> TrainingSession.Outcome {
    let settings = folder.settings(repeating: settings)
    let isResumed = folder.holdsTraining(by: recipe, settings)
    do {
      return try TrainingSession(
        settings: settings, folder: folder.training,
        checkpoint: isResumed ? try Checkpoint.latest(in: folder.training.checkpoints.url) : nil,
        isResumed: isResumed, report: report
      ).run()
    } catch let stop as Interruption.Stop {
      throw stop.exit(
        "\(output.shown)/recipe.json holds the recipe. The same command resumes the training.")
    }
  }

  private func printSummary(
    of outcome: RecipeTuning.Outcome, _ training: TrainingSession.Outcome
  ) throws {
    guard !report.quiet else { return }
    if report.json { return try JSONLine.print(Summary(outcome, training, output: output)) }
    print("\(outcome)\n\n\(outcome.recipe)\n")
    print("Trained \(training.summary.epochs) epochs. Wrote \(output.shown)/model.huse")
    if training.test != nil {
      let folder = ShellWord.quoted(output.path)
      let settings = ShellWord.quoted("\(output.path)/huse.yaml")
      print("Measure it on the test rows: huse evaluate \(folder) --config \(settings)")
    }
  }

  /// The summary at the end, as JSON.
  private struct Summary: Encodable {
    let model: String
    let trial: Int
    let trials: Int
    let score: Double?
    let startScore: Double?
    let training: TrainingSummary

    init(_ outcome: RecipeTuning.Outcome, _ training: TrainingSession.Outcome, output: FilePath) {
      model = TuningFolder(url: output.url).training.model.path
      trial = outcome.best.trial
      trials = outcome.trialCount
      score = outcome.best.score
      startScore = outcome.start.score
      self.training = training.summary
    }
  }
}
