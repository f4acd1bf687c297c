import Foundation
import HUSE

/// Searches hyperparameters and trains every system, on the same splits and with the same
/// number of trials.
///
/// Each split has its own search: a validation part of its training part chooses the settings, and
/// its test part is measured once, with the chosen settings.
struct Comparison {
  let data: ComparisonData
  let systems: [ComparedSystem]
  let trials: Int
  let splits: Int
  let testFraction: Double
  let firstSeed: UInt64

  /// The training run in progress.
  struct Work {
    let system: ComparedSystem
    let split: Int
    let trial: Int?
  }

  /// Observes the comparison; an error that it throws ends the comparison.
  protocol Observer {
    /// Called while a training run is in progress.
    func working(_ work: Work, _ line: String, at state: ComparisonState) throws
    /// Called when a training run has finished and is in the journal.
    func finished(_ entry: JournalEntry, at state: ComparisonState) throws
  }

  /// Runs all training runs that are not in the journal.
  func run(_ journal: inout Journal, observer: some Observer) throws {
    for split in 0..<splits {
      let seed = seed(of: split)
      let (training, test) = try data.split(testFraction: testFraction, seed: seed)
      let (fit, validation) = try training.split(testFraction: testFraction, seed: seed)
      for system in systems {
        for trial in 0..<trials(of: system) {
          let settings = settings(of: system, split: split, trial: trial)
          guard journal.trial(trial, of: system, split: split, settings: settings) == nil else {
            continue
          }
          try run(
            Work(system: system, split: split, trial: trial), SystemChoice(settings: settings),
            on: fit, measuringOn: validation, &journal, observer)
        }
        guard let choice = choice(for: system, split: split, in: journal),
          journal.run(of: system, split: split, chosen: choice) == nil
        else { continue }
        try run(
          Work(system: system, split: split, trial: nil), choice, on: training,
          measuringOn: test, &journal, observer)
      }
    }
  }

  private func run(
    _ work: Work, _ choice: SystemChoice, on training: ComparisonData,
    measuringOn pairs: PairedFeatures, _ journal: inout Journal, _ observer: some Observer
  ) throws {
    func report(_ line: String, _ journal: Journal) throws {
      try observer.working(work, line, at: ComparisonState(of: self, in: journal))
    }
    let known = journal
    try report("", known)
    let entry = try entry(of: work, choice, on: training, measuringOn: pairs) {
      try report($0, known)
    }
    try journal.add(entry)
    try observer.finished(entry, at: ComparisonState(of: self, in: journal))
  }

  /// The choice of the best trial for a system on a split, or `nil` if all trials failed; ties go
  /// to the first.
  func choice(for system: ComparedSystem, split: Int, in journal: Journal) -> SystemChoice? {
    guard system.isSearched else { return SystemChoice(settings: .none) }
    var best: (choice: SystemChoice, score: Double)?
    for trial in 0..<trials {
      let settings = settings(of: system, split: split, trial: trial)
      guard
        let entry = journal.trial(trial, of: system, split: split, settings: settings),
        let score = entry.measures.map(system.score)
      else { continue }
      if best.map({ score > $0.score }) ?? true { best = (entry.choice, score) }
    }
    return best?.choice
  }

  /// The training runs with the chosen settings, at most one for each split.
  func results(of system: ComparedSystem, in journal: Journal) -> [JournalEntry] {
    (0..<splits).compactMap { split in
      choice(for: system, split: split, in: journal).flatMap {
        journal.run(of: system, split: split, chosen: $0)
      }
    }
  }

  func trials(of system: ComparedSystem) -> Int { system.isSearched ? trials : 0 }

  func seed(of split: Int) -> UInt64 { firstSeed &+ UInt64(split) }

  private func settings(of system: ComparedSystem, split: Int, trial: Int) -> TrialSettings {
    let rule = TrainingRecipe.automatic(for: DataSummary(data.pairs, hasGraph: false))
    return TrialSettings(
      of: system.searched(around: rule), trial: trial, seed: seed(of: split))
  }
}
