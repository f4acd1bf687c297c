import HUSE
import HUSEConsole

/// Tells how the search for a recipe goes: a line on a terminal, a line for each model elsewhere.
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
