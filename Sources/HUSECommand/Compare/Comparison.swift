import Foundation
import HUSE

/// Searches hyperparameters and trains every system, on as many divisions with as many trials.
///
/// Each division is searched by itself: a validation part of its training part chooses, and its test
/// part is seen once, by the chosen settings.
struct Comparison {
  let data: ComparisonData
  let systems: [ComparedSystem]
  let trials: Int
  let divisions: Int
  let testFraction: Double
  let firstSeed: UInt64

  /// How far a comparison is.
  struct Progress {
    let done: Int
    let count: Int
    let secondsLeft: Double?
    let line: String
  }

  /// Runs what the journal does not have yet.
  func run(_ journal: inout Journal, progress: (Progress) -> Void) throws {
    let count = systems.count * divisions * (trials + 1)
    let begin = Date()
    var (done, trained) = (0, 0)
    let missing = max(count - journal.entries.count, 0)
    func report(_ line: String) {
      let secondsEach = Date().timeIntervalSince(begin) / Double(max(trained, 1))
      let secondsLeft = trained > 0 ? secondsEach * Double(max(missing - trained, 0)) : nil
      progress(Progress(done: done, count: count, secondsLeft: secondsLeft, line: line))
    }
    for division in 0..<divisions {
      let seed = firstSeed &+ UInt64(division)
      let (training, test) = try data.split(testFraction: testFraction, seed: seed)
      let (fit, validation) = try training.split(testFraction: testFraction, seed: seed)
      for system in systems {
        for trial in 0..<trials {
          let settings = settings(of: system, division: division, trial: trial)
          if journal.trial(trial, of: system, division: division, settings: settings) == nil {
            report("\(system.title), division \(division + 1), trial \(trial + 1)")
            try journal.add(
              try train(
                system, division: division, trial: trial, settings: settings, on: fit,
                measuringOn: validation, seed: seed, progress: report))
            trained += 1
          }
          done += 1
        }
        if let best = chosen(system, division: division, in: journal),
          journal.run(of: system, division: division, chosen: best) == nil
        {
          report("\(system.title), division \(division + 1)")
          try journal.add(
            try train(
              system, division: division, settings: best.settings,
              fusionWeight: best.fusionWeight, on: training, measuringOn: test, seed: seed,
              progress: report))
          trained += 1
        }
        done += 1
      }
    }
  }

  /// The best trial of a system on a division; of equally good ones the first, `nil` if all failed.
  func chosen(
    _ system: ComparedSystem, division: Int, in journal: Journal
  ) -> JournalEntry? {
    var best: (entry: JournalEntry, score: Double)?
    for trial in 0..<trials {
      let settings = settings(of: system, division: division, trial: trial)
      guard
        let entry = journal.trial(trial, of: system, division: division, settings: settings),
        let score = entry.measures?.score(of: system)
      else { continue }
      if best.map({ score > $0.score }) ?? true { best = (entry, score) }
    }
    return best?.entry
  }

  /// The trainings with the chosen settings, one for each division that has one.
  func results(of system: ComparedSystem, in journal: Journal) -> [JournalEntry] {
    (0..<divisions).compactMap { division in
      chosen(system, division: division, in: journal).flatMap {
        journal.run(of: system, division: division, chosen: $0)
      }
    }
  }

  private func settings(of system: ComparedSystem, division: Int, trial: Int) -> Settings {
    .draw(for: system, trial: trial, seed: firstSeed &+ UInt64(division))
  }

  /// Trains once. Without a fusion weight it is chosen on the pairs that are measured, which are
  /// then the validation part.
  private func train(
    _ system: ComparedSystem, division: Int, trial: Int? = nil, settings: Settings,
    fusionWeight: Float? = nil, on training: ComparisonData, measuringOn pairs: PairedFeatures,
    seed: UInt64, progress: (String) -> Void
  ) throws -> JournalEntry {
    let begin = Date()
    func entry(_ model: SharedEmbedding?, _ measures: SystemMeasures?) -> JournalEntry {
      JournalEntry(
        system: system, division: division, trial: trial, settings: settings,
        fusionWeight: model?.fusionWeight ?? fusionWeight ?? 0.5, measures: measures,
        seconds: Date().timeIntervalSince(begin))
    }
    do {
      var model = try system.train(
        on: training.pairs, meaning: data.meaning, settings: settings, seed: seed
      ) { step in
        if step.endsEpoch { progress("\(system.title), division \(division + 1): \(step)") }
      }
      if system.classifies {
        if let fusionWeight {
          try model.setFusionWeight(fusionWeight)
        } else {
          try model.chooseFusionWeight(on: pairs)
        }
      }
      return entry(
        model, try system.measure(model, on: pairs, taxonomy: data.meaning.taxonomy))
    } catch HUSEError.notFinite, HUSEError.decompositionFailed {
      // Settings that no system can be trained with are a result, not the end of the comparison.
      return entry(nil, nil)
    }
  }
}
