/// Measures the work of a search for a recipe, in training steps and in time.
struct TrialWork {
  private let begin = ContinuousClock.now
  private var firstStep = ContinuousClock.now
  /// The seconds left of the time limit at the start, or `nil` without a limit.
  private let secondsAtBegin: Double?
  private let limit: Double?
  private var done = 0.0
  /// An estimate of the steps that are still to be taken.
  var ahead = 1.0

  /// - Parameters:
  ///   - timeLimit: the time limit of the search.
  ///   - spent: the seconds of the limit that were already spent.
  init(timeLimit: Duration?, spent: Double) {
    limit = timeLimit.map(\.inSeconds)
    secondsAtBegin = limit.map { $0 - spent }
  }

  /// Starts the clock that determines the rate of steps.
  mutating func beginSteps() { firstStep = .now }

  /// Counts the steps of an evaluation that is finished.
  mutating func add(steps: Int) {
    done += Double(steps)
    ahead -= Double(steps)
  }

  /// The progress of the search; `steps` is the number of steps in the unfinished evaluation.
  func progress(
    _ stage: RecipeProgress.Stage, steps: Int = 0, _ step: TrainingProgress? = nil
  ) -> RecipeProgress {
    let taken = done + Double(steps)
    var fraction = min(taken / max(done + ahead, 1), 1)
    let training = (ContinuousClock.now - firstStep).inSeconds
    var secondsLeft = fraction > 0 ? training * (1 - fraction) / fraction : nil
    if let limit, let secondsAtBegin {
      let left = max(secondsAtBegin - (ContinuousClock.now - begin).inSeconds, 0)
      fraction = max(fraction, min(1 - left / limit, 1))
      secondsLeft = min(secondsLeft ?? left, left)
    }
    return RecipeProgress(
      stage: stage, fraction: fraction, secondsLeft: secondsLeft, step: step)
  }
}

extension Duration {
  var inSeconds: Double { self / .seconds(1) }
}
