import HUSE

/// A system that classifies by a vote of the nearest training items, for each modality separately.
struct NeighborSystem: TrainedSystem {
  private let images: NeighborVotes
  private let texts: NeighborVotes
  private let count: Int

  var fusion: Fusion? { nil }

  init(of pairs: PairedFeatures, count: Int) throws(HUSEError) {
    func votes(_ features: Matrix) throws(HUSEError) -> NeighborVotes {
      try NeighborVotes(features: features, labels: pairs.labels, classNames: pairs.classNames)
    }
    images = try votes(pairs.images)
    texts = try votes(pairs.texts)
    self.count = max(count, 1)
  }

  func output(
    of pairs: PairedFeatures, componentWeight: Float
  ) throws(HUSEError) -> SystemOutput {
    try SystemOutput(
      describedBy: .init(
        images: images.scores(of: pairs.images, neighborCount: count),
        texts: texts.scores(of: pairs.texts, neighborCount: count)))
  }
}
