import HUSEConsole
import HUSEPostgres

/// Reports a load: a bar on a terminal, else a line after every part.
struct LoadReporter {
  let options: ReportOptions

  func report(_ progress: LoadProgress) throws {
    guard !options.quiet else { return }
    if options.json {
      return try JSONLine.print(
        Line(phase: progress.phase, completed: progress.copied, total: progress.total))
    }
    let text =
      switch progress.phase {
      case .copying: "\(progress.copied) of \(progress.total) items copied"
      case .indexing: "building the indexes of \(progress.total) items"
      case .publishing: "publishing \(progress.total) items"
      }
    if StandardError.isTerminal {
      ProgressLine.show("\(ProgressLine.bar(progress.copied, of: progress.total)) \(text)")
    } else {
      StandardError.writeLine(text)
    }
  }

  private struct Line: Encodable {
    let phase: LoadProgress.Phase
    let completed: Int
    let total: Int
  }
}
