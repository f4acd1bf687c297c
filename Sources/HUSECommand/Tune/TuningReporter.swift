import Foundation
import HUSE
import HUSEConsole

/// Reports the progress of a search: a bar on a terminal, otherwise a line for each evaluation.
struct TuningReporter {
  let options: ReportOptions
  private var line: RecipeReporter
  private var last: RecipeProgress?

  init(options: ReportOptions) {
    self.options = options
    line = RecipeReporter(options: options)
  }

  func begin(resuming count: Int) throws {
    guard count > 0, !options.quiet, !options.json else { return }
    StandardError.writeLine("Resuming after \(count) evaluations.")
  }

  mutating func report(_ progress: RecipeProgress) throws {
    last = progress
    // Without a terminal, only finished evaluations are reported.
    if case .trial = progress.stage, !StandardError.isTerminal || options.json { return }
    try line.report(progress)
  }

  func report(_ evaluation: RecipeTuning.Evaluation) throws {
    guard !options.quiet else { return }
    if options.json {
      try JSONLine.print(Record(evaluation))
    } else if !StandardError.isTerminal {
      let work = last.map { progress in
        let left = progress.secondsLeft.map { ", \(Int($0.rounded(.up))) s left" } ?? ""
        return ", \(Int(progress.fraction * 100))%\(left)"
      }
      StandardError.writeLine("\(evaluation)\(work ?? "")")
    }
  }

  func end() { line.end() }

  /// An evaluation as JSON.
  private struct Record: Encodable {
    let trial: Int
    let rung: Int
    let score: Double?
    let seconds: Double

    init(_ evaluation: RecipeTuning.Evaluation) {
      trial = evaluation.trial
      rung = evaluation.rung
      score = evaluation.score
      seconds = evaluation.seconds
    }
  }
}
