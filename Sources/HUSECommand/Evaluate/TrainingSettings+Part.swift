import Foundation
import HUSE

extension TrainingSettings {
  /// The rows of a part of the data of a training run, as its split.csv names them.
  ///
  /// The names of rows are read into memory with their features, wherever those are in training. A
  /// run without split.csv, whose rows stay in their files, is split again as it was then. The
  /// features and the split are beside the settings `file`.
  ///
  /// - Throws: `HUSEError.invalidData` if the part is empty or names a row that the data has no
  ///   more.
  func measuredPairs(
    of part: IdentifierSplit.Part, file: FilePath, report: ReportOptions
  ) throws -> MeasuredPairs {
    let folder = ModelFolder(url: file.url.deletingLastPathComponent())
    let split = folder.hasSplit ? folder.split : nil
    let data = try data.trainingData(
      encodedBy: encoders, into: folder.features,
      storage: split == nil ? storage.featureStorage : .memory, report: report.withoutJSON())
    let rows = try rows(of: part, in: data, split: split)
    guard let pairs = data.part(rows: rows) else {
      throw HUSEError.invalidData(
        source: file.path, problem: "the training has no \(part.rawValue) part",
        remedy: "Pass another --part, or train with --\(part.rawValue)-fraction.")
    }
    return MeasuredPairs(
      pairs: pairs, identifiers: (try? data.identifiers).map { names in rows.map { names[$0] } },
      groups: rows.map { data.groups[$0] })
  }

  private func rows(
    of part: IdentifierSplit.Part, in data: TrainingData, split: URL?
  ) throws(HUSEError) -> [Int] {
    if let split {
      return try IdentifierSplit(contentsOf: split).rows(
        of: part, in: data.identifiers, source: self.data.data.path)
    }
    let parts = try Parts(
      of: data, settings: parts, isManual: recipe.recipe == .manual, seed: run.seed)
    return switch part {
    case .train: parts.train
    case .validation: parts.validation
    case .test: parts.test
    }
  }
}
