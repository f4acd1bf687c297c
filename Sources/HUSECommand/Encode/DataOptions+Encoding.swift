import Foundation
import HUSE

extension DataOptions {
  /// Encodes pictures and texts into a folder, or goes on with it; rows that cannot be used are
  /// left out and named.
  ///
  /// - Throws: what reading and encoding throw; the exit code of a signal.
  func encode(by encoders: EncoderOptions, into folder: URL, report: ReportOptions) throws {
    let lock = try FolderLock(folder)
    defer { withExtendedLifetime(lock) {} }
    let items = try items()
    self.report(dropped: items.dropped)
    let (image, text) = (try encoders.image(), try encoders.text())
    let job = try EncodingJob(
      items: items, folder: folder, images: image.encoder, identity: image.identity(),
      texts: text.encoder, identity: text.identity())
    let reporter = EncodingReporter(options: report)
    _ = try job.run { progress in
      try reporter.report(progress)
      try Interruption.check("The whole files in \(folder.path) stay for the next time.")
    }
    ProgressLine.end()
  }
}
