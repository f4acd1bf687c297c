import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// The options for the data that a model is measured on.
struct MeasuredData: ParsableArguments {
  @Option(help: "Images and texts, or features, as for train.")
  var data: FilePath?

  @Option(help: "Name of the table in the folder.")
  var table = "data.csv"

  @Option(help: "What to do with a row that cannot be used: \(InvalidRowPolicy.list).")
  var onInvalid = InvalidRowPolicy.fail

  @Option(help: "Settings of the training, such as its huse.yaml.")
  var config: FilePath?

  @Option(help: "Without --data, the rows that are measured: \(IdentifierSplit.Part.list).")
  var part = IdentifierSplit.Part.test

  /// Whether an option names data.
  var isThere: Bool { data != nil || config != nil }

  /// - Throws: `ValidationError` unless there is exactly one source: an option or, without one, the
  ///   folder of a training run that is passed as the model.
  func check(with model: FilePath) throws {
    guard data == nil || config == nil, isThere || model.isFolder else {
      throw ValidationError("Pass --data, or --config for the data of a training.")
    }
  }

  /// The settings of the training run whose data is measured, and their file; `nil` for `--data`.
  ///
  /// - Throws: `HUSEError.fileNotFound` for a folder without settings; the errors of reading them.
  func training(of model: FilePath) throws -> (file: FilePath, settings: TrainingSettings)? {
    guard let file = try settingsFile(of: model) else { return nil }
    return (file, try TrainingSettings.parse(SettingsFile(path: file.path).arguments))
  }

  /// The settings file whose data is measured, or `nil` for the data of `--data`.
  private func settingsFile(of model: FilePath) throws(HUSEError) -> FilePath? {
    guard !isThere else { return config }
    let file = FilePath(path: ModelFolder(url: model.url).settings.path)
    guard file.exists else {
      throw .fileNotFound(
        path: file.path, remedy: "Pass --data, or --config for the data of a training.")
    }
    return file
  }

  /// The options of `--data`.
  func dataOptions() throws -> DataOptions {
    try DataOptions.parse([
      "--data=\(data?.path ?? "")", "--table=\(table)", "--on-invalid=\(onInvalid)",
    ])
  }

  /// The pairs, with the classes of the model in the file `path`.
  func pairs(
    for model: SharedEmbedding, path: FilePath, report: ReportOptions
  ) throws -> MeasuredPairs {
    if let training = try training(of: path) {
      return try training.settings.measuredPairs(of: part, file: training.file, report: report)
    }
    let options = try dataOptions()
    guard !options.holdsFeatures else {
      return try MeasuredPairs(
        options.features(allowsEmptyClasses: true), labeledBy: model.classNames)
    }
    return try MeasuredPairs(
      options.encoded(by: model, at: path, report: report.withoutJSON()),
      labeledBy: model.classNames)
  }
}
