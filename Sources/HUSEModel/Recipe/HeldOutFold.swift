/// A division of pairs into training pairs and held-out pairs.
struct HeldOutFold: Sendable {
  /// The rows to train on.
  let trainingRows: [Int]
  /// The held-out pairs, whose classes all occur in the training pairs.
  let heldOut: PairedFeatures
  /// The share of each class in the training pairs.
  let classShares: [Float]
  /// The logits for the held-out pairs of regressions on the training pairs, for each penalty.
  let regressionLogits: [Modality: [Matrix]]

  /// The maximum number of pairs that a fold is measured on.
  private static let largestHeldOut = 2_000

  /// Creates a fold, or `nil` if no class of the held-out rows occurs in the training rows.
  init?(
    of pairs: some PairedDataset, training: [Int], heldOut: [Int], seed: UInt64
  ) throws(HUSEError) {
    let labels = pairs.labels
    let known = Set(training.map { labels[$0] })
    var rows = heldOut.filter { known.contains(labels[$0]) }
    guard !rows.isEmpty, !training.isEmpty else { return nil }
    if rows.count > Self.largestHeldOut {
      var generator = SplitMix64(seed: seed)
      generator.shuffle(&rows)
      rows = rows.prefix(Self.largestHeldOut).sorted()
    }
    self.trainingRows = training
    classShares = training.map { labels[$0] }.classShares(of: pairs.classNames.count)
    let held = try pairs.loaded(rows: rows)
    self.heldOut = held
    guard pairs.classNames.count > 1 else {
      regressionLogits = [:]
      return
    }
    let fitted = try RegressionSample(of: pairs, rows: training, seed: seed).pairs
    var logits: [Modality: [Matrix]] = [:]
    for modality in Modality.allCases {
      let path = try SoftmaxRegression.path(
        of: fitted.features(modality), labels: fitted.labels,
        classCount: pairs.classNames.count, penalties: TrainingRecipe.penalties)
      logits[modality] = try path.map { (regression) throws(HUSEError) in
        try regression.logits(of: held.features(modality))
      }
    }
    regressionLogits = logits
  }
}

/// The pairs that regressions are fitted on: all, or as many as fit in a quarter of a gigabyte.
struct RegressionSample {
  let pairs: PairedFeatures

  private static let largestCount = 1 << 26

  init(of source: some PairedDataset, rows: [Int], seed: UInt64) throws(HUSEError) {
    let longest = max(source.imageDimension, source.textDimension, 1)
    let limit = max(Self.largestCount / longest, 1)
    guard rows.count > limit else {
      pairs = try source.loaded(rows: rows)
      return
    }
    var shuffled = rows
    var generator = SplitMix64(seed: seed)
    generator.shuffle(&shuffled)
    pairs = try source.loaded(rows: shuffled.prefix(limit).sorted())
  }
}

extension TrainingRecipe {
  /// The penalties that are tried for regressions, descending.
  static let penalties: [Float] = [0.3, 0.1, 0.03, 0.01, 0.003]
}

extension [Int] {
  /// The share of each of `count` classes among labels.
  func classShares(of count: Int) -> [Float] {
    var counts = [Int](repeating: 0, count: count)
    for label in self { counts[label] += 1 }
    return counts.map { Float($0) / Float(Swift.max(self.count, 1)) }
  }
}

extension PairedFeatures {
  /// The features of a modality.
  func features(_ modality: Modality) -> Matrix { modality == .image ? images : texts }
}
