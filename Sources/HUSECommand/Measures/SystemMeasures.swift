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
  static func treeDistance(_ direction: RetrievalDirection) -> String {
    "\(direction.rawValue) tree distance@1"
  }
  static func averageHierarchicalPrecision(_ direction: RetrievalDirection) -> String {
    "\(direction.rawValue) mAHP"
  }
  static func medianRank(_ direction: RetrievalDirection) -> String {
    "\(direction.rawValue) median rank"
  }
  static func accuracy(_ kind: String) -> String { "accuracy \(kind)" }
  static func macroAccuracy(_ kind: String) -> String { "macro accuracy \(kind)" }
  static func calibrationError(_ kind: String) -> String { "ECE \(kind)" }

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
  ///   - taxonomy: the tree of the classes, for the hierarchical precisions and the distance in the
  ///     tree; one of a single level says nothing about classes, and they are not measured.
  ///   - retrieves: whether images and texts share a space.
  ///   - classifies: whether the classifier has learned.
  init(
    of model: SharedEmbedding, on test: some TrainingPairs, taxonomy: Taxonomy,
    retrieves: Bool = true, classifies: Bool = true
  ) throws(HUSEError) {
    let (images, texts) = try model.output(of: test)
    if retrieves {
      let report =
        taxonomy.height > 1
        ? try RetrievalReport(
          images: images.embeddings, texts: texts.embeddings, labels: test.labels,
          classNames: test.classNames, in: taxonomy, ranks: Self.ranks,
          hierarchicalRanks: Self.hierarchicalRanks)
        : try RetrievalReport(
          images: images.embeddings, texts: texts.embeddings, labels: test.labels,
          ranks: Self.ranks)
      for direction in RetrievalDirection.allCases { add(report[direction], direction) }
    }
    if classifies {
      let both = try model.opinions.fusion(images.scores, texts.scores)
      for (kind, scores) in zip(Self.kinds, [images.scores, texts.scores, both]) {
        values[Self.accuracy(kind)] = scores.accuracy(labels: test.labels)
        values[Self.macroAccuracy(kind)] = scores.macroAccuracy(labels: test.labels)
        values[Self.calibrationError(kind)] = scores.expectedCalibrationError(labels: test.labels)
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
    values[Self.treeDistance(direction)] = result.treeDistanceAt1
    values[Self.averageHierarchicalPrecision(direction)] = result.meanAverageHierarchicalPrecision
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
