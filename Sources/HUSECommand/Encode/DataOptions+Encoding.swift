import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

extension DataOptions {
  /// The data as features: the data itself, or the folder that it was encoded into.
  ///
  /// - Parameters:
  ///   - encoders: the encoders of images and texts.
  ///   - folder: the folder that images and texts are encoded into.
  ///   - report: whether and how progress is shown.
  /// - Returns: options that name the features.
  /// - Throws: the errors of reading and encoding; the exit code of a signal.
  func encoded(
    by encoders: EncoderOptions, into folder: URL, report: ReportOptions
  ) throws -> DataOptions {
    guard !holdsFeatures else { return self }
    let lock = try FolderLock(folder)
    try withExtendedLifetime(lock) {
      _ = try encode(
        by: encoders, into: folder, report: report,
        interrupted: "The complete files in \(folder.path.escapingControls()) are kept; "
          + "the same command resumes.")
    }
    return try DataOptions.parse(["--data=\(folder.path)"])
  }

  /// Encodes images and texts into a new or existing folder; only new or changed items are encoded.
  ///
  /// Rows that are skipped are reported and counted.
  ///
  /// - Parameters:
  ///   - encoders: the encoders of images and texts.
  ///   - folder: the folder for the features.
  ///   - shardSize: the number of items in a file.
  ///   - precision: the precision of the stored features.
  ///   - part: the part of the items to be encoded; `nil` for all.
  ///   - parts: folders whose features are copied.
  ///   - options: whether and how progress is shown.
  ///   - interrupted: the message about the files if a signal ends the work.
  /// - Returns: the content of the folder, and the number of skipped rows.
  /// - Throws: the errors of reading and encoding; the exit code of a signal.
  @discardableResult
  func encode(
    by encoders: EncoderOptions, into folder: URL, shardSize: Int = 4096,
    precision: StoredPrecision = .float32, part: DataPart? = nil, joining parts: [URL] = [],
    report options: ReportOptions, interrupted: String
  ) throws -> (manifest: EncodingManifest, skipped: Int) {
    let all = try items()
    let items = try part.map { part in try all.part(part.number, of: part.count) } ?? all
    let (image, text) = (try encoders.image(), try encoders.text())
    let job = try EncodingJob(
      items: items, folder: folder, images: image.encoder, identity: image.identity(),
      texts: text.encoder, identity: text.identity(), shardSize: shardSize, precision: precision,
      onInvalidItem: onInvalid, joining: parts)
    return try run(job, of: all, report: options, interrupted: interrupted)
  }

  /// Encodes images and texts with the encoders of a model, without leaving files on disk.
  ///
  /// - Parameters:
  ///   - model: the model, with its encoders.
  ///   - path: the path of the model, for messages.
  ///   - options: whether and how progress is shown.
  /// - Returns: the features.
  /// - Throws: the same errors as `encode`; `HUSEError.invalidRow` for a class that the model does
  ///   not have.
  func encoded(
    by model: SharedEmbedding, at path: FilePath, report options: ReportOptions
  ) throws -> EncodedData {
    let items = try items()
    let (image, text) = try (path.imageEncoder(of: model), path.textEncoder(of: model))
    try items.checkClasses(areAmong: model.classNames, source: data.path)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("huse-\(UUID().uuidString)", isDirectory: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func identity(_ dimension: Int) -> EncoderIdentity {
      EncoderIdentity(name: path.path, dimension: dimension, fingerprint: path.path)
    }
    Interruption.watch()
    let job = try EncodingJob(
      items: items, folder: folder, images: image, identity: identity(image.dimension),
      texts: text, identity: identity(text.dimension), onInvalidItem: onInvalid)
    _ = try run(job, of: items, report: options, interrupted: "Nothing was measured.")
    let encoded = try EncodedFeatures(contentsOf: folder)
    return EncodedData(pairs: encoded.pairs, groups: encoded.groups)
  }

  private func run(
    _ job: EncodingJob, of items: PairedItems, report options: ReportOptions, interrupted: String
  ) throws -> (manifest: EncodingManifest, skipped: Int) {
    let reporter = EncodingReporter(options: options, dropped: items.skipped.count)
    let manifest = try job.run { progress in
      try reporter.report(progress)
      try Interruption.check(interrupted)
    }
    ProgressLine.end()
    let problems =
      items.skipped.map { $0.commandText(ofSkippedRow: true) } + manifest.skipped
    report(skipped: problems)
    return (manifest, problems.count)
  }
}
