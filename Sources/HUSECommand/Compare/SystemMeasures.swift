import HUSE

/// What is measured of a trained system on held-out pairs.
struct SystemMeasures: Codable, Sendable {
  /// R@K, HP@K and the like by name: `imageToText R@1`, `accuracy image`.
  var values: [String: Double] = [:]

  static let ranks = [1, 5, 10]
  static let hierarchicalRanks = [2, 5, 10]

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

  /// What a trial is judged by: the mean of R@1 and HP@5 over the four directions, or for a system
  /// that does not retrieve the mean accuracy of images and texts.
  func score(of system: ComparedSystem) -> Double {
    let names =
      system.retrieves
      ? RetrievalDirection.allCases.flatMap { [Self.recall($0, 1), Self.hierarchical($0, 5)] }
      : ["image", "text"].map(Self.accuracy)
    return names.reduce(0) { $0 + (values[$1] ?? 0) } / Double(names.count)
  }
}

extension ComparedSystem {
  /// Measures a model on held-out pairs.
  func measure(
    _ model: SharedEmbedding, on test: PairedFeatures, taxonomy: Taxonomy
  ) throws -> SystemMeasures {
    var measures = SystemMeasures()
    if retrieves {
      let report = try RetrievalReport(
        images: model.embed(imageFeatures: test.images),
        texts: model.embed(textFeatures: test.texts), labels: test.labels,
        classNames: test.classNames, in: taxonomy, ranks: SystemMeasures.ranks,
        hierarchicalRanks: SystemMeasures.hierarchicalRanks)
      for direction in RetrievalDirection.allCases {
        let result = report[direction]
        for (rank, recall) in zip(SystemMeasures.ranks, result.recall) {
          measures.values[SystemMeasures.recall(direction, rank)] = recall
        }
        for (rank, precision) in zip(
          SystemMeasures.hierarchicalRanks, result.hierarchicalPrecision)
        {
          measures.values[SystemMeasures.hierarchical(direction, rank)] = precision
        }
        measures.values[SystemMeasures.averagePrecision(direction)] = result.meanAveragePrecision
        measures.values[SystemMeasures.averagePrecision50(direction)] =
          result.meanAveragePrecisionAt50
        // Infinite where half of the queries find nothing, which JSON cannot hold.
        if let rank = result.medianRank, rank.isFinite {
          measures.values[SystemMeasures.medianRank(direction)] = rank
        }
      }
    }
    if classifies {
      let image = try model.classify(imageFeatures: test.images)
      let text = try model.classify(textFeatures: test.texts)
      let both = try image.fused(with: text, weight: model.fusionWeight)
      for (kind, scores) in [("image", image), ("text", text), ("fusion", both)] {
        measures.values[SystemMeasures.accuracy(kind)] = scores.accuracy(labels: test.labels)
        measures.values[SystemMeasures.macroAccuracy(kind)] = scores.macroAccuracy(
          labels: test.labels)
      }
    }
    return measures
  }
}
