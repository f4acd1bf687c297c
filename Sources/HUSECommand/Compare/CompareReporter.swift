import Foundation
import HUSE
import HUSEConsole

/// Reports a comparison: one changing line on a terminal, otherwise a line for each finished
/// training run.
struct CompareReporter: Comparison.Observer {
  let options: ReportOptions

  func working(
    _ work: Comparison.Work, _ line: String, at state: ComparisonState
  ) throws {
    if StandardError.isTerminal, !options.quiet {
      let end = line.isEmpty ? "" : ": \(line)"
      ProgressLine.show("\(state): \(work)\(end)")
    }
    try Interruption.check()
  }

  func finished(_ entry: JournalEntry, at state: ComparisonState) throws {
    if !StandardError.isTerminal, !options.quiet {
      let work = Comparison.Work(system: entry.system, split: entry.split, trial: entry.trial)
      let seconds = String(format: "%.1f", entry.seconds)
      StandardError.writeLine("\(state): \(work)\(entry.result), \(seconds) s")
    }
    try Interruption.check()
  }
}

extension ComparisonState: CustomStringConvertible {
  /// The progress, as in `12 of 119, 14 min left`.
  var description: String {
    let left = secondsLeft.map { ", \(Int(($0 / 60).rounded(.up))) min left" } ?? ""
    return "\(done) of \(count)\(left)"
  }
}

extension Comparison.Work: CustomStringConvertible {
  /// The work, as in `HUSE-P, split 1, trial 3`.
  var description: String {
    "\(system.title), split \(split + 1)" + (trial.map { ", trial \($0 + 1)" } ?? "")
  }
}

extension JournalEntry {
  /// The result of a training run, such as `, score 0.512` for a trial.
  fileprivate var result: String {
    guard let measures else { return ", failed" }
    return trial == nil ? "" : String(format: ", score %.3f", system.score(measures))
  }
}
