import Foundation

/// Times laps, and the processor time that they took together.
struct Stopwatch {
  private(set) var samples: [Double] = []
  private(set) var processorSeconds = 0.0
  private let clock = ContinuousClock()
  private var lapStart = ContinuousClock.now
  private var processorStart = ResourceUsage.current.processorSeconds

  /// Begins the first lap.
  mutating func start() {
    processorStart = ResourceUsage.current.processorSeconds
    lapStart = clock.now
  }

  /// Ends a lap and begins the next.
  mutating func lap() {
    let now = clock.now
    samples.append((now - lapStart) / .milliseconds(1))
    lapStart = now
    processorSeconds = ResourceUsage.current.processorSeconds - processorStart
  }

  /// Times what is repeated, after a warm-up.
  static func time(_ options: Repetitions, _ body: () throws -> Void) rethrows -> Stopwatch {
    for _ in 0..<options.warmUp { try body() }
    var stopwatch = Stopwatch()
    stopwatch.start()
    for _ in 0..<options.repetitions {
      try body()
      stopwatch.lap()
    }
    return stopwatch
  }
}
