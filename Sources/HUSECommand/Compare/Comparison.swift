import Foundation
import HUSE

/// Searches hyperparameters and trains every system with as many trials and seeds.
struct Comparison {
  let data: ComparisonData
  let systems: [ComparedSystem]
  let trials: Int
  let seeds: Int
  let testFraction: Double
  let validationFraction: Double
  let firstSeed: UInt64

  /// What is left to do and how long it took so far.
  struct Progress {
    let done: Int
    let count: Int
    let secondsLeft: Double?
    let line: String
  }

  /// Runs what the journal does not have yet.
  func run(_ journal: inout Journal, progress: (Progress) -> Void) throws {
    let count = systems.count * (trials + seeds)
    let begin = Date()
    var (done, trained) = (0, 0)
    func report(_ line: String) {
      let left =
        trained > 0
        ? Date().timeIntervalSince(begin) / Double(trained) * Double(count - done) : nil
      progress(Progress(done: done, count: count, secondsLeft: left, line: line))
    }
    let search = try data.split(testFraction: testFraction, seed: firstSeed)
    let (fit, validation) = try search.train.split(
      testFraction: validationFraction, seed: firstSeed)
    for system in systems {
      for trial in 0..<trials {
        if journal.entry(.trial, system, trial) == nil {
          try journal.add(
            try train(
              .trial, system, trial,
              settings: .draw(for: system, trial: trial, seed: firstSeed), on: fit,
              measuringOn: validation, seed: firstSeed, progress: report))
          trained += 1
        }
        done += 1
      }
      let best = chosen(system, in: journal)
      for seed in 0..<seeds {
        if journal.entry(.run, system, seed) == nil {
          let number = firstSeed &+ UInt64(seed)
          let division = try data.split(testFraction: testFraction, seed: number)
          try journal.add(
            try train(
              .run, system, seed, settings: best.settings, fusionWeight: best.fusionWeight,
              on: division.train, measuringOn: division.test, seed: number, progress: report))
          trained += 1
        }
        done += 1
      }
    }
  }

  /// The best trial of a system; of equally good ones the first.
  func chosen(_ system: ComparedSystem, in journal: Journal) -> JournalEntry {
    let entries = (0..<trials).compactMap { journal.entry(.trial, system, $0) }
    return entries.dropFirst().reduce(entries[0]) { best, entry in
      entry.measures.score(of: system) > best.measures.score(of: system) ? entry : best
    }
  }

  /// Trains once. Without a fusion weight it is chosen on the pairs that are measured, which are
  /// then the validation part.
  private func train(
    _ kind: JournalEntry.Kind, _ system: ComparedSystem, _ number: Int, settings: Settings,
    fusionWeight: Float? = nil, on training: ComparisonData, measuringOn pairs: PairedFeatures,
    seed: UInt64, progress: (String) -> Void
  ) throws -> JournalEntry {
    let begin = Date()
    let title = "\(system.title), \(kind == .trial ? "trial" : "seed") \(number + 1)"
    progress(title)
    var model = try system.train(
      on: training.pairs, meaning: data.meaning, settings: settings, seed: seed
    ) { step in
      if step.endsEpoch { progress("\(title): \(step)") }
    }
    if system.classifies {
      if let fusionWeight {
        try model.setFusionWeight(fusionWeight)
      } else {
        try model.chooseFusionWeight(on: pairs)
      }
    }
    return JournalEntry(
      kind: kind, system: system, number: number, settings: settings,
      fusionWeight: model.fusionWeight,
      measures: try system.measure(model, on: pairs, taxonomy: data.meaning.taxonomy),
      seconds: Date().timeIntervalSince(begin))
  }
}
