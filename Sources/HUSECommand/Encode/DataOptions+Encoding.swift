import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

extension DataOptions {
  /// Encodes images and texts into a folder, or continues it; only what is new or has changed is
  /// encoded. Rows that are skipped are reported and counted.
  ///
  /// - Parameters:
  ///   - shardSize: The number of items in a file.
  ///   - interrupted: The message about the files if a signal ends the work.
  /// - Returns: The content of the folder, and the number of skipped rows.
  /// - Throws: What reading and encoding throw; the exit code of a signal.
  @discardableResult
  func encode(
    by encoders: EncoderOptions, into folder: URL, shardSize: Int = 4096,
    precision: StoredPrecision = .float32, report options: ReportOptions, interrupted: String
  ) throws -> (manifest: EncodingManifest, skipped: Int) {
    let items = try items()
    let (image, text) = (try encoders.image(), try encoders.text())
    let job = try EncodingJob(
      items: items, folder: folder, images: image.encoder, identity: image.identity(),
      texts: text.encoder, identity: text.identity(), shardSize: shardSize, precision: precision,
      onInvalidItem: onInvalid)
    let reporter = EncodingReporter(options: options, dropped: items.dropped.count)
    let manifest = try job.run { progress in
      try reporter.report(progress)
      try Interruption.check(interrupted)
    }
    ProgressLine.end()
    let problems =
      items.dropped.map { $0.commandText(ofSkippedRow: true) } + manifest.leftOut
    report(skipped: problems)
    return (manifest, problems.count)
  }
}
