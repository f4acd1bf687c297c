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

  @Option(help: "Part that is measured, with --config: \(PartName.list).")
  var part = PartName.test

  /// Whether data was given.
  var isThere: Bool { data != nil || config != nil }

  /// - Throws: `ValidationError` unless there is exactly one source.
  func check() throws {
    guard (data == nil) != (config == nil) else {
      throw ValidationError("Pass --data, or --config for the data of a training.")
    }
  }

  /// The pairs, with the classes of a model.
  ///
  /// - Parameter path: The file of the model.
  func pairs(
    for model: SharedEmbedding, path: FilePath, report: ReportOptions
  ) throws -> any PairedDataset {
    if let config {
      let settings = try TrainingSettings.parse(SettingsFile(path: config.path).arguments)
      return try part.rows(of: settings, file: config, report: report)
    }
    let options = try DataOptions.parse([
      "--data=\(data?.path ?? "")", "--table=\(table)", "--on-invalid=\(onInvalid)",
    ])
    guard !options.holdsFeatures else {
      return try options.features(allowsEmptyClasses: true).pairs.labeled(by: model.classNames)
    }
    let encoders = try (path.imageEncoder(of: model), path.textEncoder(of: model))
    let items = try options.items()
    options.report(skipped: items.dropped.map { $0.commandText(ofSkippedRow: true) })
    let pairs = try items.encoded(
      images: encoders.0, texts: encoders.1, classNames: model.classNames
    ) { if !report.quiet { ProgressLine.show("\($0)") } }
    ProgressLine.end()
    return pairs
  }
}
