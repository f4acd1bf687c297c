/// Which pairs an epoch of training takes.
public enum Sampling: String, Sendable, Hashable {
  /// Every pair once, in a new random order each time.
  case everyPair
  /// As many pairs as there are, every class equally often: pairs of small classes come several
  /// times, not all of large classes come.
  case classBalanced
}

/// A place in the data between two batches.
struct DataPlace: Sendable, Equatable {
  /// The number of pairs of the data.
  let count: Int
  let epoch: Int
  let position: Int
}

extension BatchSampler {
  /// The place after the last batch.
  var place: DataPlace { DataPlace(count: count, epoch: epoch, position: position) }
}
