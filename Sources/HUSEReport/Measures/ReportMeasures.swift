internal import HUSEModel

/// The figures of a model on pairs, with deviations, by the names of `huse evaluate --json`.
struct ReportMeasures: Sendable {
  let retrieval: RetrievalReport
  private(set) var figures: [String: ReportFigure] = [:]
  /// The class that is predicted for each pair from its image, its text and both, in this order.
  let predictions: [[Int]]
  /// The probability of the class that both together predict.
  let confidences: [Float]

  static let ranks = [1, 5, 10]
  static let hierarchicalRanks = [2, 5, 10]
  /// What is classified.
  static let inputs = ["image", "text", "fusion"]

  init(
    of model: SharedEmbedding, images: ModelOutput, texts: ModelOutput, labels: [Int],
    tree: Taxonomy?, bootstrap: GroupedBootstrap
  ) throws(HUSEError) {
    if let tree {
      retrieval = try RetrievalReport(
        images: images.embeddings, texts: texts.embeddings, labels: labels,
        classNames: model.classNames, in: tree, ranks: Self.ranks,
        hierarchicalRanks: Self.hierarchicalRanks)
    } else {
      retrieval = try RetrievalReport(
        images: images.embeddings, texts: texts.embeddings, labels: labels, ranks: Self.ranks)
    }
    let fused = try model.opinions.fusion(images.scores, texts.scores)
    predictions = [images.scores, texts.scores, fused].map(\.labels)
    confidences = zip(predictions[2], 0...).map { fused.probabilities[$1, $0] }
    var columns: [(name: String, values: [Double])] = []
    for direction in RetrievalDirection.allCases {
      columns += Self.columns(of: retrieval[direction], named: direction.rawValue)
    }
    for (input, predicted) in zip(Self.inputs, predictions) {
      columns.append(("accuracy \(input)", zip(predicted, labels).map { $0 == $1 ? 1 : 0 }))
    }
    let deviations = bootstrap.deviations(of: columns.map(\.values))
    for (index, column) in columns.enumerated() {
      figures[column.name] = ReportFigure(
        column.values.reduce(0, +) / Double(max(column.values.count, 1)),
        deviation: deviations?[index])
    }
  }

  /// The values of each query for each figure of a direction.
  private static func columns(
    of result: RetrievalReport.Result, named direction: String
  ) -> [(name: String, values: [Double])] {
    let queries = result.queries
    var columns = ranks.map { rank in
      ("\(direction) R@\(rank)", queries.map { $0.recall(at: rank) })
    }
    columns.append(("\(direction) mAP", queries.map(\.averagePrecision)))
    for (index, rank) in result.hierarchicalRanks.enumerated() {
      columns.append(("\(direction) HP@\(rank)", queries.map { $0.hierarchicalPrecision[index] }))
    }
    guard !result.hierarchicalRanks.isEmpty else { return columns }
    columns.append(("\(direction) tree distance@1", queries.map { $0.treeDistanceAt1 ?? 1 }))
    columns.append(
      ("\(direction) mAHP", queries.map { $0.averageHierarchicalPrecision ?? 0 }))
    return columns
  }
}

extension ReportMeasures {
  /// The figures of retrieval and of classification as tables.
  func tables(labels: [Int], note: String) -> [ReportTable] {
    let all =
      Self.ranks.map { "R@\($0)" } + ["mAP", "HP@5", "tree distance@1", "mAHP"]
    let measures = all.filter { name in
      RetrievalDirection.allCases.contains { figures["\($0.rawValue) \(name)"] != nil }
    }
    let retrieval = ReportTable(
      title: "Retrieval", note: note, rowTitle: "direction",
      columns: measures + ["R@1 by chance"],
      rows: RetrievalDirection.allCases.map { direction in
        let chance = RetrievalReport.chance(
          labels: labels, rank: 1, withinModality: direction.isWithinModality)
        return ReportTable.Row(
          "\(direction)",
          measures.map { figures["\(direction.rawValue) \($0)"] } + [ReportFigure(chance)])
      })
    let accuracy = ReportTable(
      title: "Accuracy", rowTitle: "input", columns: ["accuracy"],
      rows: Self.inputs.map { ReportTable.Row($0, [figures["accuracy \($0)"]]) })
    return [retrieval, accuracy]
  }
}
