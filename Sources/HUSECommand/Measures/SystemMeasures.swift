import HUSE

/// The measures of a trained system on held-out pairs.
struct SystemMeasures: Codable, Sendable {
  /// The measures by name, such as `imageToText R@1` and `accuracy image`.
  var values: [String: Double] = [:]

  static let ranks = [1, 5, 10]
  static let hierarchicalRanks = [2, 5, 10]
  /// The inputs that are classified.
  static let inputs = ["image", "text", "fusion"]

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
  static func accuracy(_ input: String) -> String { "accuracy \(input)" }
  static func macroAccuracy(_ input: String) -> String { "macro accuracy \(input)" }
  static func calibrationError(_ input: String) -> String { "ECE \(input)" }
}

extension SystemMeasures {
  /// Measures a model on pairs that it has not seen.
  ///
  /// A taxonomy of a single level says nothing about classes: hierarchical precision and the
  /// distance in the tree are then not measured. `classifies` says whether the classifier was
  /// trained.
  init(
    of model: SharedEmbedding, on test: some PairedDataset, taxonomy: Taxonomy,
    classifies: Bool = true
  ) throws(HUSEError) {
    let (images, texts) = try model.output(of: test)
    add(
      try RetrievalReport(
        images: images.embeddings, texts: texts.embeddings, of: test, taxonomy: taxonomy))
    if classifies {
      try add(
        images: images.scores, texts: texts.scores, fusedBy: model.opinions.fusion,
        labels: test.labels)
    }
  }

  /// Adds the figures of retrieval.
  mutating func add(_ report: RetrievalReport) {
    for direction in RetrievalDirection.allCases { add(report[direction], direction) }
  }

  /// Adds the figures of classification.
  ///
  /// - Throws: the errors of fusing.
  mutating func add(
    images: ClassScores, texts: ClassScores, fusedBy fusion: Fusion, labels: [Int]
  ) throws(HUSEError) {
    let fused = try fusion(images, texts)
    for (input, scores) in zip(Self.inputs, [images, texts, fused]) {
      values[Self.accuracy(input)] = scores.accuracy(labels: labels)
      values[Self.macroAccuracy(input)] = scores.macroAccuracy(labels: labels)
      values[Self.calibrationError(input)] = scores.expectedCalibrationError(labels: labels)
    }
  }

  private mutating func add(_ result: RetrievalReport.Result, _ direction: RetrievalDirection) {
    for rank in Self.ranks { values[Self.recall(direction, rank)] = result.recall(at: rank) }
    for rank in Self.hierarchicalRanks {
      values[Self.hierarchical(direction, rank)] = result.hierarchicalPrecision(at: rank)
    }
    values[Self.averagePrecision(direction)] = result.meanAveragePrecision
    values[Self.averagePrecision50(direction)] = result.meanAveragePrecisionAt50
    values[Self.treeDistance(direction)] = result.treeDistanceAt1
    values[Self.averageHierarchicalPrecision(direction)] = result.meanAverageHierarchicalPrecision
    // JSON cannot represent an infinite rank, which means that half of the queries find nothing.
    if let rank = result.medianRank, rank.isFinite { values[Self.medianRank(direction)] = rank }
  }
}

extension RetrievalReport {
  /// The report of pairs whose classes may form a tree.
  ///
  /// Measures that need a tree are omitted for a taxonomy of a single level.
  init(
    images: Embeddings, texts: Embeddings, of pairs: some PairedDataset, taxonomy: Taxonomy
  ) throws(HUSEError) {
    if taxonomy.height > 1 {
      try self.init(
        images: images, texts: texts, labels: pairs.labels, classNames: pairs.classNames,
        in: taxonomy, ranks: SystemMeasures.ranks,
        hierarchicalRanks: SystemMeasures.hierarchicalRanks)
    } else {
      try self.init(
        images: images, texts: texts, labels: pairs.labels, ranks: SystemMeasures.ranks)
    }
  }
}
