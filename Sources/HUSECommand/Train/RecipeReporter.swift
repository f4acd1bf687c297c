import HUSE
import HUSEConsole

/// Reports the choice of a recipe: one changing line on a terminal, otherwise a line for each
/// model.
struct RecipeReporter {
  let options: ReportOptions

  private static let lineInterval = Duration.milliseconds(100)
  private var lastStage: RecipeProgress.Stage?
  private var lastLine: ContinuousClock.Instant?

  init(options: ReportOptions) { self.options = options }

  mutating func report(_ progress: RecipeProgress) throws {
    guard !options.quiet else { return }
    let isNewStage = progress.stage != lastStage
    lastStage = progress.stage
    if options.json {
      if isNewStage { try JSONLine.print(["recipe": "\(progress)"]) }
    } else if !StandardError.isTerminal {
      if isNewStage { StandardError.writeLine("recipe: \(progress)") }
    } else if isLineDue {
      ProgressLine.show(
        "\(ProgressLine.bar(Int(progress.fraction * 1000), of: 1000)) recipe: \(progress)")
    }
  }

  func end() { ProgressLine.end() }

  private var isLineDue: Bool {
    mutating get {
      let now = ContinuousClock.now
      if let lastLine, now - lastLine < Self.lineInterval { return false }
      lastLine = now
      return true
    }
  }
}
