import Foundation
import HUSE

extension DataOptions {
  /// Reads the data of a training, and encodes it into `folder` where it is pictures and texts.
  ///
  /// - Throws: what reading and encoding throw; the exit code of a signal.
  func encoded(
    by encoders: EncoderOptions, into folder: URL, report: ReportOptions
  ) throws -> EncodedData {
    guard !holdsFeatures else { return try features() }
    let (items, officialTest) = try items()
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
    let encoded = try EncodedFeatures(contentsOf: folder)
    return EncodedData(
      pairs: encoded.pairs, groups: encoded.groups, officialTest: officialTest)
  }
}
