/// How often a call is repeated after a lost connection, and after which delays.
public struct RetryPolicy: Sendable, Hashable {
  /// The number of repetitions.
  public var attempts: Int
  /// The delay before the first repetition; each later one is twice as long, up to 5 s.
  public var firstDelay: Duration

  /// Creates a policy; by default 7 repetitions within 11 s, in which a server starts again.
  ///
  /// - Precondition: `attempts` is not negative.
  public init(attempts: Int = 7, firstDelay: Duration = .milliseconds(100)) {
    precondition(attempts >= 0, "\(attempts) repetitions")
    (self.attempts, self.firstDelay) = (attempts, firstDelay)
  }

  /// Never repeats a call.
  public static let never = RetryPolicy(attempts: 0)

  /// The delay before a repetition, counted from 0.
  func delay(before attempt: Int) -> Duration {
    min(firstDelay * (1 << min(attempt, 16)), .seconds(5))
  }
}
