import Foundation
import HUSE

extension Comparison {
  /// Trains and measures a system once.
  ///
  /// A trial is measured on validation pairs, which also decide how its class probabilities are
  /// used.
  func entry(
    of work: Work, _ choice: SystemChoice, on training: ComparisonData,
    measuringOn pairs: PairedFeatures, progress: (String) throws -> Void
  ) throws -> JournalEntry {
    let begin = ContinuousClock.now
    var entry = JournalEntry(
      system: work.system, split: work.split, trial: work.trial, choice: choice, seconds: 0)
    guard training.pairs.count >= work.system.fewestPairs else { return entry }
    do {
      let trained = try work.system.train(
        on: training, settings: choice.settings, seed: seed(of: work.split), progress: progress)
      if work.trial == nil {
        let report = try measure(trained, choice, of: work.system, on: pairs)
        entry.measures = report.measures
        entry.outcomes = report.retrieval.map(QueryOutcomes.init)
        entry.recipe = (trained as? ModelSystem)?.model.recipe
      } else {
        (entry.choice, entry.measures) = try completed(
          choice, of: work.system, trained, on: pairs)
      }
    } catch let error as HUSEError where error.isOfDivergence {
      // If a system cannot be trained with some settings, that is a result, and the comparison
      // continues.
    }
    entry.seconds = (ContinuousClock.now - begin) / .seconds(1)
    return entry
  }

  private func measure(
    _ trained: any TrainedSystem, _ choice: SystemChoice, of system: ComparedSystem,
    on pairs: PairedFeatures
  ) throws(HUSEError) -> SystemReport {
    try SystemReport(
      trained.output(of: pairs, componentWeight: choice.componentWeight),
      fusedBy: trained.fusion ?? choice.fusion, on: pairs, taxonomy: data.meaning.taxonomy,
      retrieves: system.retrieves)
  }

  /// The settings of a trial, with the best use of class probabilities on validation pairs.
  private func completed(
    _ choice: SystemChoice, of system: ComparedSystem, _ trained: any TrainedSystem,
    on validation: PairedFeatures
  ) throws(HUSEError) -> (SystemChoice, SystemMeasures?) {
    var choice = choice
    if trained.fusion == nil {
      choice.fusion = try trained.output(of: validation, componentWeight: 0)
        .bestFusion(labels: validation.labels)
    }
    var best: (choice: SystemChoice, measures: SystemMeasures, score: Double)?
    for weight in system.componentWeights {
      choice.componentWeight = weight
      let measures = try measure(trained, choice, of: system, on: validation).measures
      let score = system.score(measures)
      if best.map({ score > $0.score }) ?? true { best = (choice, measures, score) }
    }
    return (best?.choice ?? choice, best?.measures)
  }
}

extension ComparedSystem {
  /// The score of a trial: the mean of R@1, mAP and, if there is a tree, HP@5 over the four
  /// directions; the mean accuracy of images and texts for a system that does not retrieve.
  func score(_ measures: SystemMeasures) -> Double {
    let names =
      retrieves
      ? RetrievalDirection.allCases.flatMap {
        [
          SystemMeasures.recall($0, 1), SystemMeasures.averagePrecision($0),
          SystemMeasures.hierarchical($0, 5),
        ]
      }
      : ["image", "text"].map(SystemMeasures.accuracy)
    let found = names.compactMap { measures.values[$0] }
    return found.reduce(0, +) / Double(max(found.count, 1))
  }
}
