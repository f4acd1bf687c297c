/// Which pairs an epoch of training takes.
public enum Sampling: String, Sendable, Hashable {
  /// Every pair once, in a new random order each time.
  case everyPair
  /// The same number of pairs, with every class equally often.
  ///
  /// Pairs of small classes are repeated, and some pairs of large classes are skipped.
  case classBalanced
}
