/// The JSON form is an object with a result for each direction, such as `textToImage`.
extension RetrievalReport: Codable {
  /// Decodes a report.
  ///
  /// - Throws: `DecodingError` if a direction is missing, or its values do not fit its ranks.
  public init(from decoder: any Decoder) throws {
    let results = try [RetrievalDirection: Result](from: decoder)
    let ranks = results.values.first?.ranks ?? []
    let hierarchicalRanks = results.values.first?.hierarchicalRanks ?? []
    guard
      results.count == RetrievalDirection.allCases.count,
      results.values.allSatisfy({
        $0.ranks == ranks && $0.recall.count == ranks.count
          && $0.hierarchicalRanks == hierarchicalRanks
          && $0.hierarchicalPrecision.count == hierarchicalRanks.count
      })
    else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "expected a result in four directions, with a value for each rank"))
    }
    self.init(results: results, ranks: ranks, hierarchicalRanks: hierarchicalRanks)
  }

  /// Encodes the results by their directions.
  public func encode(to encoder: any Encoder) throws {
    try Dictionary(uniqueKeysWithValues: RetrievalDirection.allCases.map { ($0, self[$0]) })
      .encode(to: encoder)
  }
}

/// An infinite median rank is encoded as the text "infinity", because JSON cannot represent
/// infinity.
extension RetrievalReport.Result: Codable {
  private enum CodingKeys: String, CodingKey {
    case ranks, recall, medianRank, meanAveragePrecision, meanAveragePrecisionAt50
    case hierarchicalRanks, hierarchicalPrecision, treeDistanceAt1
    case meanAverageHierarchicalPrecision, queries
  }

  /// Decodes a result.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    ranks = try values.decode([Int].self, forKey: .ranks)
    recall = try values.decode([Double].self, forKey: .recall)
    medianRank =
      values.contains(.medianRank) ? try values.decodeNumber(forKey: .medianRank) : nil
    meanAveragePrecision = try values.decode(Double.self, forKey: .meanAveragePrecision)
    meanAveragePrecisionAt50 = try values.decode(Double.self, forKey: .meanAveragePrecisionAt50)
    hierarchicalRanks = try values.decode([Int].self, forKey: .hierarchicalRanks)
    hierarchicalPrecision = try values.decode([Double].self, forKey: .hierarchicalPrecision)
    treeDistanceAt1 = try values.decodeIfPresent(Double.self, forKey: .treeDistanceAt1)
    meanAverageHierarchicalPrecision = try values.decodeIfPresent(
      Double.self, forKey: .meanAverageHierarchicalPrecision)
    queries = try values.decode([QueryOutcome].self, forKey: .queries)
  }

  /// Encodes all measures and the outcomes of the queries.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(ranks, forKey: .ranks)
    try values.encode(recall, forKey: .recall)
    if let medianRank { try values.encodeNumber(medianRank, forKey: .medianRank) }
    try values.encode(meanAveragePrecision, forKey: .meanAveragePrecision)
    try values.encode(meanAveragePrecisionAt50, forKey: .meanAveragePrecisionAt50)
    try values.encode(hierarchicalRanks, forKey: .hierarchicalRanks)
    try values.encode(hierarchicalPrecision, forKey: .hierarchicalPrecision)
    try values.encodeIfPresent(treeDistanceAt1, forKey: .treeDistanceAt1)
    try values.encodeIfPresent(
      meanAverageHierarchicalPrecision, forKey: .meanAverageHierarchicalPrecision)
    try values.encode(queries, forKey: .queries)
  }
}

/// An infinite first rank is encoded as the text "infinity", because JSON cannot represent
/// infinity.
extension QueryOutcome: Codable {
  private enum CodingKeys: String, CodingKey {
    case firstRank, averagePrecision, averagePrecisionAt50, hierarchicalPrecision
    case treeDistanceAt1, averageHierarchicalPrecision
  }

  /// Decodes an outcome.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    firstRank = try values.decodeNumber(forKey: .firstRank)
    averagePrecision = try values.decode(Double.self, forKey: .averagePrecision)
    averagePrecisionAt50 = try values.decode(Double.self, forKey: .averagePrecisionAt50)
    hierarchicalPrecision = try values.decode([Double].self, forKey: .hierarchicalPrecision)
    treeDistanceAt1 = try values.decodeIfPresent(Double.self, forKey: .treeDistanceAt1)
    averageHierarchicalPrecision = try values.decodeIfPresent(
      Double.self, forKey: .averageHierarchicalPrecision)
  }

  /// Encodes all measures.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeNumber(firstRank, forKey: .firstRank)
    try values.encode(averagePrecision, forKey: .averagePrecision)
    try values.encode(averagePrecisionAt50, forKey: .averagePrecisionAt50)
    try values.encode(hierarchicalPrecision, forKey: .hierarchicalPrecision)
    try values.encodeIfPresent(treeDistanceAt1, forKey: .treeDistanceAt1)
    try values.encodeIfPresent(
      averageHierarchicalPrecision, forKey: .averageHierarchicalPrecision)
  }
}
