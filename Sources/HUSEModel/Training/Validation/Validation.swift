/// Held-out pairs that decide which weights are kept and when training stops.
public struct Validation: Sendable {
  /// The measure on the held-out pairs.
  public enum Metric: String, Sendable, Hashable, CaseIterable {
    /// The loss that is minimised, without dropout; lower is better.
    case loss
    /// The mean of R@1 text to image and image to text; higher is better.
    case recall
    /// The mean of the accuracies of images and of texts; higher is better.
    case accuracy
  }

  /// The held-out pairs, in memory, as a `FeatureStream` or as `ShardedPairs`.
  public let pairs: any PairedDataset
  /// The metric that is measured.
  public let metric: Metric
  /// The number of epochs between measurements.
  public let interval: Int
  /// The number of measurements without an improvement after which training stops; `nil` for no
  /// limit.
  public let patience: Int?
  /// Whether the model ends with the weights of the best measurement instead of the last ones.
  public let keepsBest: Bool

  /// Creates a plan of what to measure and when.
  ///
  /// While pairs from files are measured, only their embeddings are held in memory.
  ///
  /// - Parameters:
  ///   - pairs: the held-out pairs.
  ///   - metric: the metric that is measured.
  ///   - interval: the number of epochs between measurements, above 0.
  ///   - patience: the number of measurements without an improvement after which training stops,
  ///     above 0; `nil` for no limit.
  ///   - keepsBest: whether the model ends with the weights of the best measurement.
  /// - Throws: `HUSEError.invalidArgument` for an interval or a patience below 1.
  public init(
    on pairs: any PairedDataset, metric: Metric = .recall, every interval: Int = 1,
    patience: Int? = nil, keepsBest: Bool = true
  ) throws(HUSEError) {
    for (name, number) in [("interval", interval), ("patience", patience ?? 1)] where number < 1 {
      throw .invalidArgument(
        name: "\(name) of the validation", found: "\(number)", expected: "a number above 0")
    }
    self.pairs = pairs
    self.metric = metric
    self.interval = interval
    self.patience = patience
    self.keepsBest = keepsBest
  }

  /// The same with pairs whose features are exchanged over a communicator that connects the same
  /// ranks.
  func exchanging(over communicator: any Communicator) -> Validation {
    Validation(self, on: pairs.exchanging(over: communicator))
  }

  private init(_ other: Validation, on pairs: any PairedDataset) {
    self.pairs = pairs
    (metric, interval, patience) = (other.metric, other.interval, other.patience)
    keepsBest = other.keepsBest
  }

  /// Measures a model; NaN if an embedding is not finite.
  func measure(
    _ model: SharedEmbedding, loss: some Loss, batchSize: Int
  ) throws(HUSEError) -> Double {
    switch metric {
    case .loss:
      return try model.loss(loss, on: pairs, batchSize: batchSize).total
    case .recall:
      return try finiteEmbeddings(of: model).map { images, texts in
        (recall(of: texts, by: images) + recall(of: images, by: texts)) / 2
      } ?? .nan
    case .accuracy:
      return try finiteEmbeddings(of: model).map { images, texts in
        let labels = pairs.labels
        return
          (model.towerScores(of: images.vectors, .image).accuracy(labels: labels)
          + model.towerScores(of: texts.vectors, .text).accuracy(labels: labels)) / 2
      } ?? .nan
    }
  }

  /// The share of queries whose nearest item is of their class, as in `RetrievalReport`.
  private func recall(of items: Embeddings, by queries: Embeddings) -> Double {
    let labels = pairs.labels
    let nearest = RankedItems(items).nearest(to: queries)
    return Double(zip(nearest, labels).count { labels[$0] == $1 }) / Double(labels.count)
  }

  /// The embeddings of the held-out pairs; `nil` if one is not finite.
  private func finiteEmbeddings(
    of model: SharedEmbedding
  ) throws(HUSEError) -> (images: Embeddings, texts: Embeddings)? {
    let (images, texts) = try model.vectors(of: pairs)
    guard images.firstNonFinite == nil, texts.firstNonFinite == nil else { return nil }
    return (Embeddings(vectors: images), Embeddings(vectors: texts))
  }

  /// Whether one measurement is better than another.
  func isBetter(_ value: Double, than best: Double) -> Bool {
    metric == .loss ? value < best : value > best
  }
}

extension SharedEmbedding {
  /// A loss over all pairs, without dropout, as the mean over batches weighted by their size.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the features do not fit the towers, `.invalidData` if
  ///   the pairs have other classes than the model, what checking the loss throws, or what reading
  ///   the pairs throws.
  public func loss(
    _ loss: some Loss, on pairs: some PairedDataset, batchSize: Int = 1024
  ) throws(HUSEError) -> LossValue {
    try check(pairs, named: "pairs")
    try check(loss)
    var sums: [LossTerm] = []
    let labels = pairs.labels
    try pairs.forEachBlock(of: max(batchSize, 1)) { (images, texts, rows) throws(HUSEError) in
      let terms = try value(of: loss, images, texts, labels: labels[rows]).terms
      let share = Double(rows.count) / Double(pairs.count)
      sums =
        sums.isEmpty
        ? terms.map { LossTerm(name: $0.name, value: $0.value * share, weight: $0.weight) }
        : zip(sums, terms).map {
          LossTerm(name: $0.name, value: $0.value + $1.value * share, weight: $0.weight)
        }
    }
    return LossValue(terms: sums)
  }

  /// A loss of the features of a batch, without dropout.
  func value(
    of loss: some Loss, _ images: Matrix, _ texts: Matrix, labels: ArraySlice<Int>
  ) throws(HUSEError) -> LossValue {
    let embeddings = try imageTower(images).appending(try textTower(texts))
    let labels = labels.map(Int32.init)
    var logits = Matrix(rows: embeddings.rows, columns: classCount)
    assignLogits(of: embeddings, to: &logits)
    return loss(
      BatchOutput(
        embeddings: embeddings, logits: logits, labels: labels + labels,
        similarityScale: similarityScale)
    ).value
  }
}
