/// A position in the data between two batches.
struct SamplerPosition: Sendable, Equatable {
  /// The number of pairs of the data.
  let count: Int
  let epoch: Int
  let position: Int
}

extension BatchSampler {
  /// The position after the last batch.
  var place: SamplerPosition { SamplerPosition(count: count, epoch: epoch, position: position) }
}
