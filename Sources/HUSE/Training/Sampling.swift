/// Which pairs an epoch of training takes.
public enum Sampling: String, Sendable, Hashable {
  /// Every pair once, in a new random order each time.
  case everyPair
  /// As many pairs as there are, every class equally often: pairs of small classes come several
  /// times, not all of large classes come.
  case classBalanced
}
