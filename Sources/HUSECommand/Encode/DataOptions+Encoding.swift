import Foundation
import HUSE
import HUSEConsole

extension DataOptions {
  /// Encodes pictures and texts into a folder, or continues it; only what is new or has changed is
  /// encoded. Rows that `onInvalid` skips are skipped, named and counted.
  ///
  /// - Parameters:
  ///   - shardSize: How many items go to a file.
  ///   - interrupted: What is said of the files where a signal ends the work.
  /// - Returns: What the folder holds, and how many rows were skipped.
  /// - Throws: what reading and encoding throw; the exit code of a signal.
  @discardableResult
  func encode(
    by encoders: EncoderOptions, into folder: URL, shardSize: Int = 4096,
    precision: StoredPrecision = .float32, report options: ReportOptions, interrupted: String
  ) throws -> (manifest: EncodingManifest, leftOut: Int) {
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
