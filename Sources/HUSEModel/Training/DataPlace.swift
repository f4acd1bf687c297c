/// A position in the data between two batches.
struct DataPlace: Sendable, Equatable {
  /// The number of pairs of the data.
  let count: Int
  let epoch: Int
  let position: Int
}

extension BatchSampler {
  /// The position after the last batch.
  var place: DataPlace { DataPlace(count: count, epoch: epoch, position: position) }
}
