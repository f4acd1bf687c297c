/// What happens to a row of data that cannot be used.
public enum InvalidRowPolicy: String, Sendable, Hashable, Codable, CaseIterable {
  /// The error of the row is thrown.
  case fail
  /// The row is skipped, and its error is kept.
  case skip
}
