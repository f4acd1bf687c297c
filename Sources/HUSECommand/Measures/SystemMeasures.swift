import HUSE

/// What is measured of a trained system on held-out pairs.
struct SystemMeasures: Codable, Sendable {
  /// R@K, HP@K and the like by name: `imageToText R@1`, `accuracy image`.
  var values: [String: Double] = [:]

  static let ranks = [1, 5, 10]
  static let hierarchicalRanks = [2, 5, 10]
  /// What is classified.
  static let kinds = ["image", "text", "fusion"]

  static func recall(_ direction: RetrievalDirection, _ rank: Int) -> String {
    "\(direction.rawValue) R@\(rank)"
  }
  static func hierarchical(_ direction: RetrievalDirection, _ rank: Int) -> String {
    "\(direction.rawValue) HP@\(rank)"
  }
  static func averagePrecision(_ direction: RetrievalDirection) -> String {
    "\(direction.rawValue) mAP"
  }
  static func averagePrecision50(_ direction: RetrievalDirection) -> String {
    "\(direction.rawValue) mAP@50"
  }
  static func medianRank(_ direction: RetrievalDirection) -> String {
    "\(direction.rawValue) median rank"
  }
  static func accuracy(_ kind: String) -> String { "accuracy \(kind)" }
  static func macroAccuracy(_ kind: String) -> String { "macro accuracy \(kind)" }

  /// What a trial is judged by: the mean of R@1 and, where there is a tree, HP@5 over the four
  /// directions, or for a system that does not retrieve the mean accuracy of images and texts.
  func score(of system: ComparedSystem) -> Double {
    let names =
      system.retrieves
      ? RetrievalDirection.allCases.flatMap { [Self.recall($0, 1), Self.hierarchical($0, 5)] }
      : ["image", "text"].map(Self.accuracy)
    let found = names.compactMap { values[$0] }
    return found.reduce(0, +) / Double(max(found.count, 1))
  }
}

extension SystemMeasures {
  /// Measures a model on pairs that it has not seen.
  ///
  /// - Parameters:
  ///   - taxonomy: the tree of the classes, for the hierarchical precision; in one of a single level
  ///     every class would be correct, and it is not measured.
  ///   - retrieves: whether images and texts share a space.
  ///   - classifies: whether the classifier has learned.
  init(
    of model: SharedEmbedding, on test: some TrainingPairs, taxonomy: Taxonomy,
    retrieves: Bool = true, classifies: Bool = true
  ) throws(HUSEError) {
    let embeddings = try model.embed(test)
    if retrieves {
      let report = try RetrievalReport(
        images: embeddings.images, texts: embeddings.texts, labels: test.labels,
        classNames: test.classNames, in: taxonomy, ranks: Self.ranks,
        hierarchicalRanks: taxonomy.height > 1 ? Self.hierarchicalRanks : [])
      for direction in RetrievalDirection.allCases { add(report[direction], direction) }
    }
    if classifies {
      let image = model.classify(imageEmbeddings: embeddings.images)
      let text = model.classify(textEmbeddings: embeddings.texts)
      let both = try image.fused(with: text, weight: model.fusionWeight)
      for (kind, scores) in zip(Self.kinds, [image, text, both]) {
        values[Self.accuracy(kind)] = scores.accuracy(labels: test.labels)
        values[Self.macroAccuracy(kind)] = scores.macroAccuracy(labels: test.labels)
      }
    }
  }

  private mutating func add(_ result: RetrievalReport.Result, _ direction: RetrievalDirection) {
    for (rank, recall) in zip(Self.ranks, result.recall) {
      values[Self.recall(direction, rank)] = recall
    }
    for (rank, precision) in zip(Self.hierarchicalRanks, result.hierarchicalPrecision) {
      values[Self.hierarchical(direction, rank)] = precision
    }
    values[Self.averagePrecision(direction)] = result.meanAveragePrecision
    values[Self.averagePrecision50(direction)] = result.meanAveragePrecisionAt50
    // Infinite where half of the queries find nothing, which JSON cannot hold.
    if let rank = result.medianRank, rank.isFinite { values[Self.medianRank(direction)] = rank }
  }
}

extension ComparedSystem {
  /// Measures a model on held-out pairs.
  func measure(
    _ model: SharedEmbedding, on test: PairedFeatures, taxonomy: Taxonomy
  ) throws(HUSEError) -> SystemMeasures {
    try SystemMeasures(
      of: model, on: test, taxonomy: taxonomy, retrieves: retrieves, classifies: classifies)
  }
}
