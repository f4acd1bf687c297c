/// The time since training began, for rates and for the remaining time.
struct TrainingClock: Sendable {
  private let start = ContinuousClock.now

  private var seconds: Double {
    let elapsed = (ContinuousClock.now - start).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }

  func rate(of count: Int) -> Double { Double(count) / max(seconds, 1e-9) }

  func secondsLeft(done: Int, of total: Int) -> Double {
    seconds / Double(max(done, 1)) * Double(total - done)
  }
}
