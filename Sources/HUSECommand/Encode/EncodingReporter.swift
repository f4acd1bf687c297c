import HUSE
import HUSEConsole

/// Reports the progress of encoding: a bar on a terminal, otherwise a line after every few items.
struct EncodingReporter {
  let options: ReportOptions
  /// The number of rows that were already skipped.
  private let dropped: Int
  private let begin = ContinuousClock.now

  init(options: ReportOptions, dropped: Int) { (self.options, self.dropped) = (options, dropped) }

  func report(_ progress: EncodingJob.Progress) throws {
    guard !options.quiet else { return }
    if options.json {
      try JSONLine.print(
        [
          "completed": progress.completed, "skipped": progress.skipped + dropped,
          "total": progress.total,
        ])
    } else if StandardError.isTerminal {
      ProgressLine.show(
        "\(ProgressLine.bar(progress.completed, of: progress.total)) \(line(progress))")
    } else {
      StandardError.writeLine(line(progress))
    }
  }

  /// Prints what a folder holds, once all of it is encoded.
  func reportResult(_ manifest: EncodingManifest, folder: String) throws {
    let (rows, files) = (manifest.rowCount, manifest.shards.count { $0.file != nil })
    if options.json {
      try JSONLine.print(["files": files, "rows": rows, "skipped": dropped])
    } else if !options.quiet {
      print("\(rows) rows in \(files) files, \(dropped) skipped. Wrote \(folder)")
    }
  }

  /// The progress in one line, as in `640 of 8300 items, 2 skipped, 31 items/s, 248 s left`.
  private func line(_ progress: EncodingJob.Progress) -> String {
    let done =
      "\(progress.completed) of \(progress.total) items, "
      + "\(progress.skipped + dropped) skipped"
    guard progress.completedNow > 0 else { return done }
    let seconds = (ContinuousClock.now - begin) / Duration.seconds(1)
    let rate = Double(progress.completedNow) / max(seconds, 1e-9)
    let left = (Double(progress.total - progress.completed) / rate).rounded(.up)
    return "\(done), \(Int(rate)) items/s, \(Int(left)) s left"
  }
}
