internal import HUSEModel

/// Measured pairs as items to be found.
struct ReportedPairs: Sendable {
  let embeddings: ByModality<Embeddings>
  /// The items that are like each other.
  let foldings: ByModality<Folding>
  let labels: [Int]
  let tree: ClassTree

  init(
    images: Embeddings, texts: Embeddings, labels: [Int], groups: [ItemGroup], tree: ClassTree
  ) {
    embeddings = ByModality(image: images, text: texts)
    foldings = ByModality(
      image: Folding(images, labels: labels, groups: groups),
      text: Folding(texts, labels: labels, groups: groups))
    self.labels = labels
    self.tree = tree
  }

  /// What the texts or images of some pairs find in the other modality, nearest first.
  func results(
    of items: [Int], finding modality: Modality, outcomes: [QueryOutcome], limit: Int
  ) -> [QueryResult] {
    guard !items.isEmpty else { return [] }
    let queries = embeddings[modality.other]
    let found = found(
      for: Embeddings(vectors: queries.vectors.gathering(rowsAt: items)),
      expected: items.map { labels[$0] }, own: items, among: modality, limit: limit)
    return zip(items, found).map { item, found in
      QueryResult(
        query: .item(item), finds: modality, found: found,
        firstRank: outcomes[item].firstRank)
    }
  }

  /// What a query that is none of the items finds.
  func result(
    of query: QueryResult.Query, _ embedding: Embedding, finding modality: Modality, limit: Int
  ) throws(HUSEError) -> QueryResult {
    let found = found(
      for: try Embeddings([embedding]), expected: [nil], own: [nil], among: modality,
      limit: limit)
    return QueryResult(
      query: query, finds: modality, found: found[0], firstRank: nil)
  }
}
