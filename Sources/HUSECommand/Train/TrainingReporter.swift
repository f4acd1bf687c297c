import Foundation
import HUSE
import HUSEConsole

/// Reports the progress of training: a bar on a terminal, otherwise a line for each epoch.
struct TrainingReporter {
  let options: ReportOptions
  let epochs: Int
  let metric: Validation.Metric?

  private static let barInterval = Duration.milliseconds(100)
  private var lastBar: ContinuousClock.Instant?
  private var lastValidation: Double?

  init(options: ReportOptions, epochs: Int, metric: Validation.Metric?) {
    self.options = options
    self.epochs = epochs
    self.metric = metric
  }

  mutating func report(_ progress: TrainingProgress) throws {
    lastValidation = progress.validation ?? lastValidation
    if options.quiet { return }
    if options.json {
      if progress.endsEpoch { try JSONLine.print(progress) }
    } else if !StandardError.isTerminal {
      if progress.endsEpoch { StandardError.writeLine(line(progress)) }
    } else if isBarDue || progress.step == progress.stepCount {
      ProgressLine.show(
        "\(ProgressLine.bar(progress.step, of: progress.stepCount)) \(line(progress))")
    }
  }

  private var isBarDue: Bool {
    mutating get {
      let now = ContinuousClock.now
      if let lastBar, now - lastBar < Self.barInterval { return false }
      lastBar = now
      return true
    }
  }

  /// The progress in one line.
  ///
  /// For example: `epoch 4/60, loss 0.8312 (…), validation recall 0.71, 5210 rows/s, 11 s left`.
  private func line(_ progress: TrainingProgress) -> String {
    var parts = ["epoch \(progress.epoch)/\(epochs)", "loss \(progress.loss)"]
    if let metric, let lastValidation {
      parts.append("validation \(metric.rawValue) \(String(format: "%.4f", lastValidation))")
    }
    parts.append("\(Int(progress.rowsPerSecond)) rows/s")
    parts.append("\(Int(progress.secondsLeft.rounded(.up))) s left")
    return parts.joined(separator: ", ")
  }
}
