import Foundation
import HUSE

/// A dry run, which only reads and checks data, settings and encoders, and writes nothing.
struct DryRun {
  let settings: TrainingSettings
  let folder: ModelFolder
  let report: ReportOptions

  /// Reads and checks everything that training reads and checks before its first step.
  ///
  /// - Throws: the same errors as training.
  func run() throws {
    let summary = settings.data.holdsFeatures ? try features() : try items()
    if report.json { return try JSONLine.print(summary) }
    print("\(summary)")
    print(
      "Nothing was written. Without --dry-run the model goes to "
        + summary.model.escapingControls())
  }

  private func features() throws -> Summary {
    let run = TrainingSession(
      settings: settings, folder: folder, checkpoint: nil, isResumed: false, report: report)
    let data = try TrainingData(of: settings.data, storage: settings.storage.featureStorage)
    let (parts, input) = try run.input(of: data)
    if settings.recipe.recipe == .manual {
      _ = try run.meaning(of: data.classNames)
    } else {
      let graph = try settings.classes.availableGraph(
        of: data.classNames, encoders: settings.encoders)
      _ = try settings.startingRecipe(for: input.pairs, hasGraph: graph != nil)
    }
    return Summary(
      model: folder.model.path, pairs: data.labels.count, classes: data.classNames.count,
      train: parts.train.count, validation: parts.validation.count, test: parts.test.count,
      isEncoding: false)
  }

  private func items() throws -> Summary {
    let items = try settings.data.items()
    settings.data.report(skipped: items.skipped.map { $0.commandText(ofSkippedRow: true) })
    _ = (try settings.encoders.image(), try settings.encoders.text())
    return Summary(
      model: folder.model.path, pairs: items.count, classes: items.classNames.count, train: nil,
      validation: nil, test: nil, isEncoding: true)
  }

  private struct Summary: Encodable, CustomStringConvertible {
    let model: String
    let pairs: Int
    let classes: Int
    /// The number of pairs in each part, or `nil` if they still have to be encoded.
    let train: Int?
    let validation: Int?
    let test: Int?
    let isEncoding: Bool

    var description: String {
      let parts =
        if let train, let validation, let test {
          "\(train) to train on, \(validation) for validation, \(test) for the test"
        } else {
          "to encode first"
        }
      return "\(pairs) pairs of \(classes) classes: \(parts)"
    }
  }
}
