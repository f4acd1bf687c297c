import ArgumentParser
import Foundation
import HUSE

/// A part of the data of a training.
enum PartName: String, CaseIterable, ExpressibleByArgument {
  case train, validation, test

  /// The rows of this part, in the split of the training; its features are beside the settings
  /// `file`.
  func rows(
    of settings: TrainingSettings, file: FilePath, report: ReportOptions
  ) throws -> MeasuredPairs {
    let folder = ModelFolder(url: file.url.deletingLastPathComponent())
    let data = try settings.data.trainingData(
      encodedBy: settings.encoders, into: folder.features,
      storage: settings.storage.featureStorage, report: report.withoutJSON())
    let parts = try Parts(
      of: data, settings: settings.parts, isManual: settings.recipe.recipe == .manual,
      seed: settings.run.seed)
    let rows =
      switch self {
      case .train: parts.train
      case .validation: parts.validation
      case .test: parts.test
      }
    guard let pairs = data.part(rows: rows) else {
      throw HUSEError.invalidData(
        source: file.path, problem: "the training has no \(rawValue) part",
        remedy: "Pass another --part, or train with --\(rawValue)-fraction.")
    }
    return MeasuredPairs(
      pairs: pairs, identifiers: (try? data.identifiers).map { names in rows.map { names[$0] } },
      groups: rows.map { data.groups[$0] })
  }
}
